"""Common first names in the United States, without those that are words, drugs, places or months too."""

from stepdown.records.guard.words.listed import words

FIRST_NAMES = words(
    """
    aaron abigail adrian adriana agnes ahmed aidan aisha alan albert alejandra alejandro alex alexander
    alexandra alexis alfred alice alicia alison allison alma alvin alyssa amanda amelia amy ana andre
    andrea andres andrew angela angelica angelina anita ann anna anne annette annie anthony antonio
    ariana arlene arnold arthur ashley audrey barbara barry beatrice becky ben benjamin bernadette
    bernard bernice beth bethany betty beverly billy bobby bonnie brad bradley brandi brandon brenda
    brendan brent brett brian briana brianna bridget brittany bruce bryan bryce caitlin caleb calvin
    cameron carla carlos carmen carol caroline carolyn carrie casey cassandra catherine cathy cecilia
    cedric cesar charlene charles cheryl chloe chris christian christina christine christopher cindy
    claire clara clarence claudia clayton clifford clyde cody colin colleen connie connor constance corey
    craig cristina curtis cynthia daisy damian daniel danielle danny darlene darrell darren darryl david
    deanna deborah debra denise dennis derek derrick desiree devin diana diane diego dmitri dolores
    dominic donald donna doreen doris dorothy douglas duane dustin dwayne dwight dylan earl eddie edgar
    edith edna eduardo edward edwin eileen elaine eleanor elena elijah elizabeth ella ellen elsie emily
    emma enrique eric erica erik erika erin ernest esther ethan ethel eugene eva evelyn fatima felicia
    felix fernando flora florence frances francis francisco frank franklin fred frederick gabriel
    gabriela gabriella gail gary george gerald geraldine gilbert gina gladys glenda glenn gloria gordon
    greg gregory gretchen guadalupe guillermo gwendolyn hannah harold harriet harry hassan hazel heather
    hector heidi helen herbert herman holly howard hugo ian ibrahim ida irene isaac isabel isabella ivan
    jack jackie jacob jacqueline jaime jake james jamie jane janet janice jared jasmine jason javier jay
    jean jeanette jeanne jeff jeffery jeffrey jenna jennifer jenny jeremiah jeremy jerome jerry jesse
    jessica jessie jesus jill jim jimmy jo joan joann joanna joanne jodi joe joel johanna john johnny jon
    jonathan jordan jorge jose joseph josephine joshua joyce juan juanita judith judy julia julian julie
    julio june justin kaitlyn karen karina karl karla kate katherine kathleen kathryn kathy katie katrina
    kayla keisha keith kelli kelly kelsey ken kendra kenneth kenny kerry kevin kim kimberly kirk kristen
    kristin kristina kristine krystal kurt kyle lakisha lamar lance larry latasha latoya laura lauren
    laurie lawrence leah lee leila leo leon leonard leroy leslie lester leticia lillian lillie linda
    lindsay lindsey lisa lloyd logan lois lonnie loretta lori lorraine louis louise lucas lucille luis
    luke lydia lynn mabel malcolm malik manuel marc marcia marco marcus margaret margarita maria mariah
    marian marie marilyn mario marion marissa marjorie marlene marsha marshall martha martin marvin mary
    mathew matt matthew maureen maurice megan melanie melinda melissa melvin mercedes meredith michael
    michele michelle miguel mike mildred milton mindy minnie miranda miriam mitchell mohamed mohammed
    monica monique morris muhammad myra nadia nancy naomi natalia natalie natasha nathan nathaniel neil
    nicholas nichole nicole nikolai nina noah noel nora norma norman oliver olivia omar oscar otis pamela
    patricia patrick paul paula pauline pedro peggy penny peter philip phillip phyllis priscilla rachel
    rafael ralph ramon randall randy raul raymond rebecca regina reginald renee rhonda ricardo richard
    rick ricky rita robert roberta roberto robin rochelle rodney rodrigo roger roland roman ronald ronnie
    rosa rosalie rosemary roy ruben ruby russell ruth ryan sabrina sally salvador sam samantha samuel
    sandra sara sarah saul scott sean sebastian sergio shane shannon sharon shaun shawn sheila shelby
    shelley sherri sherry shirley sidney sofia sonia sophia sophie stacey stacy stanley stella stephanie
    stephen steve steven stuart sue susan suzanne sylvia tamara tamika tammy tanya tara tasha tatiana
    taylor ted teresa terrance terrence terri terry thelma theodore theresa thomas tiffany tim timothy
    todd tom tommy toni tony tonya tracey traci tracy travis trevor tricia tyler tyrone valerie vanessa
    vera vernon veronica vicki vickie victor victoria vincent viola vivian wade walter wanda warren wayne
    wendy wesley whitney willard william willie wilma xavier yesenia yolanda yvette yvonne zachary zoe
    """
)

# First names that are something else too: they count only beside a last name that is nothing else.
ALSO_WORDS = words(
    """
    adam april art august austin bill bob brooke carolina carter charlie charlotte chase chelsea christ
    crystal dakota dale dawn dean dick dominic don drew dusty earl ernie eve faith frank gene georgia
    ginger grace grant guy harley harmony henry hope hunter iris ivy jackson jade jasper jay jean joy
    june kay kitty lane lily lucy madison marijane mark marshall max may melody mercy molly myrtle olive
    paris pat patience pearl penelope ray reed rich rob rocky rod rose roxanne rusty sandy savannah
    scarlett sierra skip stone summer sydney tina trinity vic violet virginia washington will
    """
)
