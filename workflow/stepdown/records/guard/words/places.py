"""Names of states and of cities that are seldom the names of anything else."""

from __future__ import annotations

import re

from stepdown.records.guard.words.listed import phrases, words

STATES = tuple(
    sorted(
        words(
            """
            AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ
            NM NY NC ND OH OK OR PA PR RI SC SD TN TX UT VT VA VI WA WV WI WY
            """
        )
    )
)
STATE_NAMES = phrases(
    """
    alabama, alaska, arizona, arkansas, california, colorado, connecticut, delaware, florida, georgia, hawaii,
    idaho, illinois, indiana, iowa, kansas, kentucky, louisiana, maine, maryland, massachusetts, michigan,
    minnesota, mississippi, missouri, montana, nebraska, nevada, new hampshire, new jersey, new mexico, new york,
    north carolina, north dakota, ohio, oklahoma, oregon, pennsylvania, rhode island, south carolina,
    south dakota, tennessee, texas, utah, vermont, virginia, washington, west virginia, wisconsin, wyoming
    """
)
# Abbreviations of states that are words or clinical short forms too.
_WORDS = words("in or me hi ok oh de la id al co mo ma pa md ms pr va")

CITIES = phrases(
    """
    akron, albany, albuquerque, allentown, amarillo, anaheim, anchorage, ann arbor, arlington, asheville,
    atlanta, augusta, bakersfield, baltimore, bangor, baton rouge, billings, biloxi, birmingham,
    bismarck, boise, boston, bridgeport, brockton, bronx, brooklyn, brownsville, burlington vermont,
    camden, cedar rapids, charleston, chattanooga, chesapeake, cheyenne, chicago, chula vista,
    cincinnati, cleveland, colorado springs, columbus, concord, corpus christi, dallas, davenport,
    dayton, denver, des moines, detroit, duluth, durham, el paso, eugene, evansville, fall river, fargo,
    fayetteville, flint, fontana, fort lauderdale, fort wayne, fort worth, fremont, fresno, gainesville,
    grand rapids, green bay, greensboro, harrisburg, hartford, honolulu, houston, huntington beach,
    huntsville, indianapolis, iowa city, irvine, jacksonville, jersey city, joliet, kansas city, kenosha,
    knoxville, lansing, laredo, las cruces, las vegas, lewiston, lexington, little
    rock, long beach, los angeles, louisville, lowell, lubbock, manhattan, memphis,
    miami, milwaukee, minneapolis, missoula, modesto, nantucket,
    naperville, nashua, nashville, new bedford, new haven, new orleans, new york city, newark, newport
    news, norfolk, oakland, oklahoma city, omaha, paterson, pensacola, peoria, philadelphia, pittsburgh,
    plano, portland, providence, queens, racine, raleigh, riverside, roanoke, rochester, rockford,
    sacramento, saint louis, saint paul, salem, salt lake city, san antonio, san diego, san francisco,
    san jose, santa fe, savannah, scottsdale, scranton, seattle, shreveport, sioux falls, somerville,
    south bend, spokane, springfield, st. louis, st. paul, st. petersburg, stamford, staten island,
    stockton, syracuse, tacoma, tallahassee, tampa, the bronx, toledo, topeka, trenton, tucson, tulsa,
    tuscaloosa, virginia beach, waco, wichita, wilmington, winston-salem, worcester, yonkers
    """
)


def is_city_and_state(match: str) -> bool:
    """`Springfield, IL`: the state in capitals, the city with one, and no sentence that goes on with `, or`."""
    parts = re.match(rf"(.+?)(,? ?)({'|'.join([*STATES, *STATE_NAMES])})(?: \d{{5}})?$", match, re.IGNORECASE)
    if not parts:
        return False
    place, comma, state = parts[1].strip(), "," in parts[2], parts[3]
    if not comma or len(state) > 2:
        return any(re.search(rf"\b{re.escape(city)}$", place.lower()) for city in CITIES)
    if re.search(r"\d{5}$", match):
        return state.upper() in STATES
    if not state.isupper() or not place[:1].isupper():
        return place.lower() in CITIES and state.lower() not in _WORDS
    return state.lower() not in _WORDS or not place.isupper() or place.lower() in CITIES


def is_in_a_city(match: str) -> bool:
    """`from Boston`, `in St. Louis`."""
    place = match.lower().split(" ", 1)[1]
    return any(place == city or place.startswith(city + " ") for city in CITIES)
