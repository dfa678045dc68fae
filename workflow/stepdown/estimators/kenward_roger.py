"""Kenward and Roger's covariance of coefficients and F test, from sums that any Gaussian model can give.

Source: Kenward and Roger, 10.2307/2533558, in first-order form: without second derivatives of V, which are 0
where V is linear in its parameters (unstructured, Toeplitz, compound symmetry, random effects). Where it is not
(AR(1), heterogeneous structures) this form is the one that does not depend on how the structure is parameterised.
Same numbers as R's `pbkrtest` for random effects.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """How V = Σ over people of their covariance bends the coefficients' covariance; k covariance parameters.

    Attributes
    ----------
    covariance : ndarray, shape (p, p), Φ = (X'V⁻¹X)⁻¹
    first : ndarray, shape (k, p, p), P_i = −X'V⁻¹ V_i V⁻¹X, V_i the derivative of V by parameter i
    second : ndarray, shape (k, k, p, p), Q_ij = X'V⁻¹ V_i V⁻¹ V_j V⁻¹X
    traces : ndarray, shape (k, k), tr(V⁻¹ V_i V⁻¹ V_j)
    """

    covariance: np.ndarray
    first: np.ndarray
    second: np.ndarray
    traces: np.ndarray

    @property
    def gradient(self) -> np.ndarray:
        """Derivative of Φ by each parameter, −ΦP_iΦ; shape (k, p, p)."""
        return -self.covariance @ self.first @ self.covariance

    def information(self) -> np.ndarray:
        """Expected information of the covariance parameters under REML; shape (k, k)."""
        phi_first = self.covariance @ self.first
        twice = self.traces - 2 * np.einsum("ab,ijba->ij", self.covariance, self.second)
        return (twice + np.einsum("iab,jba->ij", phi_first, phi_first)) / 2

    def parameter_covariance(self) -> np.ndarray:
        """Inverse of the expected information; ValueError where the parameters cannot be told apart."""
        information = self.information()
        scale = np.sqrt(np.maximum(np.diag(information), 0))
        if scale.min() <= 0 or np.linalg.eigvalsh(information / np.outer(scale, scale))[0] < 1e-10:
            raise ValueError(
                "These people cannot tell the covariance parameters apart: there are no Kenward–Roger degrees of freedom."
            )
        return np.linalg.inv(information)

    def adjusted_covariance(self, parameter_covariance: np.ndarray) -> np.ndarray:
        """Φ + 2Φ Σ W_ij (Q_ij − P_iΦP_j) Φ: the covariance when that of the rows had to be estimated."""
        between = np.einsum("iab,bc,jcd->ijad", self.first, self.covariance, self.first)
        middle = np.tensordot(parameter_covariance, self.second - between, axes=2)
        adjusted = self.covariance + 2 * self.covariance @ middle @ self.covariance
        return (adjusted + adjusted.T) / 2


def scaled_f(
    rows: np.ndarray, covariance: np.ndarray, gradient: np.ndarray, parameter_covariance: np.ndarray
) -> tuple[float, float]:
    """Scale λ of the F statistic, and its denominator's degrees of freedom.

    Parameters
    ----------
    rows : ndarray, shape (m, p), contrasts
    covariance, gradient : Φ and its derivatives, shapes (p, p) and (k, p, p)
    parameter_covariance : ndarray, shape (k, k)

    Raises
    ------
    ValueError
        Where the moments of the statistic do not exist: too few people.
    """
    count = len(rows)
    inner = np.linalg.inv(rows @ covariance @ rows.T)
    bent = inner @ (rows @ gradient @ rows.T)
    traces = np.trace(bent, axis1=1, axis2=2)
    a1 = traces @ parameter_covariance @ traces
    a2 = np.sum(parameter_covariance * np.einsum("iab,jba->ij", bent, bent))
    b = (a1 + 6 * a2) / (2 * count)
    g = ((count + 1) * a1 - (count + 4) * a2) / ((count + 2) * a2)
    below = 3 * count + 2 * (1 - g)
    c1, c2, c3 = g / below, (count - g) / below, (count + 2 - g) / below
    if count == 1:
        return 1.0, float(2 / a2)
    if a2 >= count or c2 * b >= 1 or c3 * b >= 1:
        raise ValueError(f"Too few people for a Kenward–Roger F test of {count} contrasts at once.")
    mean = 1 / (1 - a2 / count)
    variance = 2 / count * (1 + c1 * b) / ((1 - c2 * b) ** 2 * (1 - c3 * b))
    ratio = variance / (2 * mean**2)
    denominator = 4 + (count + 2) / (count * ratio - 1)
    if not denominator > 2:
        raise ValueError(f"Too few people for a Kenward–Roger F test of {count} contrasts at once.")
    return float(denominator / (mean * (denominator - 2))), float(denominator)
