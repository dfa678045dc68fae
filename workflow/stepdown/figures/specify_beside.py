"""What a figure beside a question's own is called and says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stepdown.beside import beside
from stepdown.disclosure.counts import hiding_words
from stepdown.figures.specification import FigureSpecification
from stepdown.figures.words import FigureWords

if TYPE_CHECKING:
    from stepdown.disclosure.protected import Protected
    from stepdown.plan.study import Question, StudyPlan
    from stepdown.records.variables import Vocabulary


def beside_figure(
    plan: StudyPlan, question: Question, vocabulary: Vocabulary, name: str, headline: str, data: Protected
) -> FigureSpecification:
    """One figure beside a question's own; `name` is one of `beside.figures_beside`."""
    figure = beside()[name]
    title, subtitle, caption, options = figure.words(question, vocabulary, headline, data)
    words = FigureWords(
        title, subtitle, f"{caption} {hiding_words(plan.disclosure)}", plan.data == "simulated"
    )
    return FigureSpecification(f"{question.id}_{name}", figure.KIND, words, options)
