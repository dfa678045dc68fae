"""Common last names in the United States, without those that are words, colours, places or clinical terms too."""

from stepdown.records.guard.words.listed import words

LAST_NAMES = words(
    """
    acosta adams adkins aguilar aguirre ahmed alexander ali allen alvarado alvarez andersen anderson
    andrews armstrong arnold arroyo austin avila ayala bailey baldwin ballard barnes barrera barrett
    bates bauer beltran bennett benson bernard bishop blackwell blair blake blanchard bowen bowers bowman
    boyd boyle bradford bradley brady brennan briggs brooks browning bryan bryant buchanan burgess burke
    burnett byrd cabrera calderon caldwell calhoun callahan camacho cameron campbell campos cannon
    cardenas carlson carpenter carrillo carroll carson castaneda castillo castro cervantes chan chandler
    chang chapman chavez chen choi christensen clark clarke clayton cohen coleman collins conley conner
    conrad contreras cooper copeland cordova corona cortes cortez crawford cruz cummings cunningham curry
    curtis dalton daniels daugherty davenport davidson davies davila davis dawson delacruz delarosa
    deleon delgado dennis diaz dickerson dickson dixon doe dominguez donaldson dougherty doyle duarte
    dudley duffy duncan dunlap dunn duran edwards elliott ellis ellison erickson escobar espinosa
    espinoza esquivel estrada evans farley farrell felix ferguson fernandez figueroa fischer fitzgerald
    fitzpatrick fleming fletcher flores flynn foley fowler francis franco frazier frederick freeman
    fuentes gaines galindo gallagher gallegos galvan garcia gardner garner garrett garrison garza gentry
    gibbs gibson gilbert gill gillespie glenn goldberg gomez gonzales gonzalez goodman goodwin gordon
    graham graves greene greer gregory griffin griffith grimes gross guerra guerrero gupta gutierrez
    guzman haley hamilton hammond hampton hancock hansen hanson hardin harmon harper harrell harrington
    harris harrison hartman harvey hawkins hayden hayes haynes hebert henderson hendricks hendrix hensley
    henson herman hernandez herrera herring hess hester hickman hicks higgins hinton ho hobbs hodge
    hodges hoffman hogan holland holloway holmes hopkins horton houston howard howell huang hubbard
    huerta huff huffman hughes humphrey hurst hussein hutchinson ibarra ingram jacobs jacobson james
    jaramillo jarvis jefferson jenkins jennings jensen jimenez johns johnson johnston jones joseph juarez
    kaiser kaur kelley kelly kemp kennedy kent kerr khan kim kirby kirk klein kline knapp knox koch
    kramer krause krueger lambert landry lara larsen larson lawson leblanc lee leon leonard lester levine
    levy lewis li lin lindsey little liu livingston lloyd lopez lozano lucas lucero lugo luna lynch lynn
    lyons macdonald macias mack madden maddox mahoney maldonado malone mann manning marquez marsh martin
    martinez mathews mathis matthews maxwell mayer maynard mccall mccann mccarthy mcclain mcclure
    mcconnell mccormick mccoy mccullough mcdaniel mcdonald mcdowell mcfarland mcgee mcguire mcintosh
    mcintyre mckay mckee mckenzie mckinney mcknight mclaughlin mclean mcmahon mcmillan mcpherson medina
    mejia melendez melton mendez mendoza mercado merritt meyer meyers meza michael middleton miles miller
    mills miranda mitchell molina monroe montes montgomery montoya moody mooney moore mora morales moran
    moreno morgan morris morrison morrow morse morton mosley moss moyer mueller mullen mullins munoz
    murillo murphy murray myers nash navarro neal nelson newman newton nguyen nichols nicholson nielsen
    nixon noble nolan norman norris norton novak nunez obrien ochoa oconnell oconnor odom odonnell oliver
    olsen olson oneal oneill orozco orr ortega ortiz osborn osborne owen owens pacheco padilla palmer
    park parker parks parrish parsons patel patrick patterson patton paul payne pearson pena pennington
    perez perkins perry person peters petersen peterson petty pham phelps phillips pineda pittman pitts
    ponce porter potter potts powell powers pratt preston prince proctor pruitt pugh quinn ramirez ramos
    ramsey randall randolph rangel rasmussen reese reeves reid reilly reyes reynolds rhodes richard
    richards richardson riggs riley rios ritter rivas rivera rivers robbins roberson roberts robertson
    robinson robles rocha rodgers rodriguez roe rogers rojas roman romero rosales rosario rosenberg ross
    roth rowe rowland roy rubio ruiz russell russo ryan salas salazar salgado salinas sampson sanchez
    sanders sandoval sanford santana santiago santos saunders savage sawyer schaefer schmidt schmitt
    schneider schroeder schultz schwartz scott sellers serrano sexton shaffer shah shannon sharma sharp
    shaw shea shelton shepard shepherd sheppard sherman shields silva simmons simon simpson sims singh
    singleton skinner sloan smith snyder solis solomon sosa soto spears spencer stafford stanley stanton
    steele stein stephens stephenson stevens stevenson stewart stokes stout strickland stuart suarez
    sullivan sutton swanson sweeney tang tanner tapia tate taylor testperson thomas thompson thornton
    tran travis trejo trevino trujillo tucker turner tyler underwood valdez valencia valentine valenzuela
    vance vang vargas vasquez vaughan vaughn vazquez vega velasquez velazquez velez villa villanueva
    villarreal vincent vo vu wade wagner walker wallace waller walsh walters walton wang warner warren
    watkins watson watts weaver webb weber webster weeks weiss welch wells whitaker whitehead whitney
    wiggins wilcox wiley wilkerson wilkins wilkinson williams williamson willis wilson winters wolf wolfe
    wong woodard woods woodward wright wu wyatt xiong yang yates yoder york yu zamora zapata zavala zhang
    zhao zimmerman zuniga
    """
)

# Last names that are something else too: they count only beside a first name that is nothing else.
ALSO_WORDS = words(
    """
    baker banks bass beach bell berry black bond booth bowling boxer brown bush butler carr carter chase
    church cline cole cook cox craft cross day dean dyer farmer fields fisher ford foster fox franklin
    french frost fuller gay george grant gray green hale hall hardy hart henry hill holt hood hoover
    house houston hudson hull hunt hunter hurley jackson jordan joyce justice key king knight lamb lane
    lang law lawrence long love lowe major march marks marshall mason may mercer nunn pace page pierce
    poole pope price ray reed rice rich rose rush sellers short small snow sparks stark stone strong
    summers terry thomas todd tyson valley wall ward ware washington waters west wheeler white wilder
    wise wood young
    """
)
