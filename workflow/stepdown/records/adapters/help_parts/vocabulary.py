"""What a plan may refer to in the HELP study."""

from __future__ import annotations

from stepdown.records.instruments import registered
from stepdown.records.variables import Instrument, Variable, Vocabulary

# Months of the planned interviews -> the day each is due (months of 365.25 / 12 days).
WAVES = {6: 183, 12: 365, 18: 548, 24: 730}

INSTRUMENTS = {
    "ces_d": registered("ces_d"),
    "sf36_mcs": registered("sf36_mcs", "Mental health (SF-36 MCS)"),
    "sf36_pcs": registered("sf36_pcs", "Physical health (SF-36 PCS)"),
    # Not in the registry: the trial's own use of the InDUC.
    "induc_total": Instrument("induc_total", "Consequences of use (InDUC-2L)", 0, 135, "lower"),
}

VOCABULARY = Vocabulary(
    persons={
        v.name: v
        for v in (
            Variable(
                "arm",
                "Randomised arm",
                {"control": "usual care", "clinic": "linkage clinic"},
                {"control": "people in usual care", "clinic": "people assigned to the linkage clinic"},
            ),
            Variable("age", "Age", step=10, unit="years"),
            Variable("sex", "Sex", {"male": "men", "female": "women"}),
            Variable(
                "race_ethnicity",
                "Race and ethnicity",
                {"black": "Black", "white": "white", "hispanic": "Hispanic", "other": "another group"},
            ),
            Variable(
                "primary_substance",
                "Primary substance",
                {"alcohol": "alcohol", "cocaine": "cocaine", "heroin": "heroin"},
                {
                    name: f"people whose main substance was {name}"
                    for name in ("alcohol", "cocaine", "heroin")
                },
            ),
            Variable("housing", "Housing", {"housed": "housed", "homeless": "homeless"}),
            Variable(
                "employment",
                "Employment",
                {"employed": "not usually unemployed", "unemployed": "usually unemployed"},
            ),
            Variable("insurance", "Health insurance", {"no": "no insurance", "yes": "insured"}),
            Variable(
                "prior_treatment",
                "Earlier treatment",
                {"no": "no earlier treatment", "yes": "earlier treatment"},
            ),
            Variable("education_years", "Education", step=1, unit="year"),
            Variable("hospitalizations", "Earlier hospital stays", step=1, unit="stay"),
            Variable("drug_risk", "Drug risk (RAB)", step=1, unit="point"),
            Variable("social_support", "Support from friends (PSS)", step=1, unit="point"),
        )
    },
    aftercare={
        "primary_care": Variable(
            "primary_care",
            "Linkage to primary care",
            {"no": "not linked", "yes": "linked"},
            {"no": "people not linked to primary care", "yes": "people linked to primary care"},
            known_at="later",
        ),
        "mutual_help": Variable(
            "mutual_help",
            "Self-help meetings",
            {"no": "no meetings", "yes": "went to meetings"},
            {"no": "people who went to no self-help meeting", "yes": "people who went to self-help meetings"},
            known_at="later",
        ),
        "recovery_housing": Variable(
            "recovery_housing",
            "Halfway house or residential stay",
            {"no": "no stay", "yes": "stayed"},
            {
                "no": "people who did not stay in a halfway house",
                "yes": "people who stayed in a halfway house",
            },
            known_at="later",
        ),
        "outpatient": Variable(
            "outpatient",
            "Outpatient counselling",
            {"no": "no counselling", "yes": "had counselling"},
            {"no": "people without outpatient counselling", "yes": "people with outpatient counselling"},
            known_at="later",
        ),
        "medication": Variable(
            "medication",
            "Methadone maintenance",
            {"no": "no methadone", "yes": "had methadone"},
            {"no": "people without methadone treatment", "yes": "people in methadone treatment"},
            known_at="later",
        ),
    },
    instruments=INSTRUMENTS,
    waves=WAVES,
    wave_unit="month",
    substances="alcohol, heroin or cocaine",
    dated=frozenset({"substance_use", "assessments", "aftercare", "follow_up"}),
    cannot={
        "percent_days_abstinent": "HELP tells the day of the first use and nothing of the days after it."
    },
)
