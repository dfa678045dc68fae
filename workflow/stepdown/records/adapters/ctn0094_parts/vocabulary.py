"""What a plan may refer to."""

from __future__ import annotations

from stepdown.records.adapters.ctn0094_parts.treatment import LAST_WEEK
from stepdown.records.variables import Instrument, Variable, Vocabulary


def _flag(name: str, label: str, no: str, yes: str) -> Variable:
    """A yes/no characteristic; `no` and `yes` follow the word "people"."""
    return Variable(
        name,
        label,
        {"no": f"people {no}", "yes": f"people {yes}"},
        {"no": f"people {no}", "yes": f"people {yes}"},
    )


def _assigned(label: str) -> str:
    return f"people assigned to {label}"


ARM = {
    "methadone": "methadone treatment",
    "buprenorphine": "buprenorphine treatment",
    "buprenorphine_standard": "standard medical management",
    "buprenorphine_counselling": "added drug counselling",
    "buprenorphine_after_detox": "daily buprenorphine treatment",
    "naltrexone_after_detox": "monthly naltrexone treatment",
}

# Bands of severity, not points: the source gives no more.
INSTRUMENTS = {
    "cows": Instrument("cows", "Withdrawal seen by a clinician (COWS bands)", 0, 3, "lower"),
    "sows": Instrument("sows", "Withdrawal felt by the person (SOWS bands)", 0, 3, "lower"),
}

VOCABULARY = Vocabulary(
    persons={
        v.name: v
        for v in (
            Variable(
                "trial",
                "Trial",
                {"ctn0027": "CTN-0027 (START)", "ctn0030": "CTN-0030 (POATS)", "ctn0051": "CTN-0051 (X:BOT)"},
                {
                    "ctn0027": "people in CTN-0027",
                    "ctn0030": "people in CTN-0030",
                    "ctn0051": "people in CTN-0051",
                },
            ),
            Variable("arm", "Assigned treatment", ARM, {arm: _assigned(label) for arm, label in ARM.items()}),
            Variable(
                "medication",
                "Assigned medication",
                {"methadone": "methadone", "buprenorphine": "buprenorphine", "naltrexone": "naltrexone"},
                {name: _assigned(name) for name in ("methadone", "buprenorphine", "naltrexone")},
            ),
            Variable("age", "Age", step=10, unit="years"),
            Variable("sex", "Sex", {"male": "men", "female": "women"}, {"male": "men", "female": "women"}),
            Variable(
                "race_ethnicity",
                "Race and ethnicity",
                {"white": "white", "black": "Black", "hispanic": "Hispanic", "other": "another group"},
            ),
            Variable(
                "education",
                "Education",
                {
                    "hs": "high school",
                    "less_than_hs": "less than high school",
                    "more_than_hs": "more than high school",
                },
            ),
            Variable(
                "marital_status",
                "Marital status",
                {
                    "partnered": "married or partnered",
                    "never_married": "never married",
                    "separated": "separated, divorced or widowed",
                },
            ),
            Variable(
                "employment",
                "Employment",
                {
                    "full_time": "full time",
                    "part_time": "part time",
                    "student": "student",
                    "unemployed": "unemployed",
                    "other": "other",
                },
            ),
            Variable("housing", "Housing", {"stable": "stable housing", "unstable": "unstable housing"}),
            Variable(
                "pain", "Pain at the start", {"none": "no pain", "some": "some pain", "severe": "severe pain"}
            ),
            _flag("injects", "Injection in the last 30 days", "who did not inject", "who injected"),
            _flag("shared_needles", "Shared needles", "who did not share needles", "who shared needles"),
            _flag("smoker", "Smoking", "who did not smoke", "who smoked"),
            Variable("nicotine_dependence", "Nicotine dependence (Fagerström)", step=1, unit="point"),
            _flag(
                "opioid_positive_at_start",
                "Opioids in the urine at the start",
                "without opioids in the urine at the start",
                "with opioids in the urine at the start",
            ),
            _flag(
                "major_depression",
                "History of major depression",
                "without major depression",
                "with major depression",
            ),
            _flag(
                "anxiety",
                "History of anxiety or panic disorder",
                "without an anxiety disorder",
                "with an anxiety disorder",
            ),
            _flag(
                "bipolar", "History of bipolar disorder", "without bipolar disorder", "with bipolar disorder"
            ),
            _flag("schizophrenia", "History of schizophrenia", "without schizophrenia", "with schizophrenia"),
            _flag("brain_damage", "History of brain damage", "without brain damage", "with brain damage"),
            _flag("epilepsy", "History of epilepsy", "without epilepsy", "with epilepsy"),
            Variable("heroin_days", "Days of heroin in the last 30", step=10, unit="days"),
            Variable("opioid_days", "Days of other opioids in the last 30", step=10, unit="days"),
            Variable("cocaine_days", "Days of cocaine in the last 30", step=10, unit="days"),
            Variable("stimulant_days", "Days of amphetamines in the last 30", step=10, unit="days"),
        )
    },
    aftercare={},
    instruments=INSTRUMENTS,
    waves={week: 7 * week for week in range(1, LAST_WEEK + 1)},
    wave_unit="week",
    substances="any substance",
    dated=frozenset({"episodes", "medication", "substance_use", "assessments", "follow_up"}),
    cannot={
        "percent_days_abstinent": "CTN-0094 lists the days of use that people told, not the days they were asked about: "
        "which of the other days were free of use is not known."
    },
)
