"""Names that clinics, scales, diseases, drinks and houses bear."""

from stepdown.records.guard.words.listed import phrases, words

# Single names that prove nothing alone: words, scales and places have them too.
DOUBTFUL = words(
    """
    alma angelina beck bishop cannon carpenter christian cooper curry daisy dolores erin florence francis
    gardner graves gross hamilton hazel holly houston jean jesus kaiser kent lee little luna lynn manning
    mercedes miles mills montgomery moody mora noble norma park parkinson parks penny person porter potter
    powers prince regina rivers robin roman ruby savage sawyer sexton sharp shields skinner steele stella sue
    tanner taylor tucker turner tyler valentine villa walker washington weaver webster weeks wells winters
    wolf woods york
    """
)

# A first and a last name that stand together without being a person.
EPONYMS = phrases(
    """
    connor davidson, stanley brown, johns hopkins, john hopkins, betty ford, henry ford, thomas jefferson,
    jack daniels, jim beam, johnny walker, samuel adams, captain morgan, mary jane, george washington,
    wells fargo, robert wood, martin luther, lou gehrig, stevens johnson, james lange, patrick henry
    """
)
