//! What the log-odds of a reply are worth on one corpus.
//!
//! The weights of the confidence come from corpora that are not the user's, and do not keep their
//! calibration there: where entries are many and alike a good score is right less often, where each
//! has a subject of its own, more often. A line through the log-odds (J. Platt, "Probabilistic
//! Outputs for Support Vector Machines", 1999) sets that right, and the questions to fit it on are
//! made from the corpus itself (`engine::pseudo`), so that nobody need label any.

use serde::{Deserialize, Serialize};

/// What squared departures from "as it was" cost beside a mean loss. Questions made of entries are not
/// people's, so that what they say is followed a part of the way only; MEASURED.md, "Retrieval log".
const SLOPE_COST: f64 = 0.1;
const SHIFT_COST: f64 = 0.04;

/// The slope stays within these: a corpus never turns the order of replies around.
const SLOPES: (f64, f64) = (0.4, 2.0);

/// At most so many steps; Newton's method on two numbers is done after five or so.
const MOST_STEPS: usize = 50;

/// A line through log-odds: the calibrated ones are `slope * odds + shift`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// Without a unit, from 0.4 to 2.
    pub slope: f64,
    /// In log-odds.
    pub shift: f64,
}

/// A reply of which it is known whether it is right.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Case {
    /// Its log-odds, before any calibration.
    pub odds: f64,
    /// Whether its first passage is right.
    pub right: bool,
    /// What it counts beside the others, above 0.
    pub weight: f64,
}

impl Default for Calibration {
    /// The log-odds as they are.
    fn default() -> Calibration {
        Calibration { slope: 1.0, shift: 0.0 }
    }
}

impl Calibration {
    /// The calibrated log-odds.
    pub fn apply(&self, odds: f64) -> f64 {
        self.slope * odds + self.shift
    }

    /// The line that makes `cases` likeliest, held back towards [the default](Self::default);
    /// that one for no cases. The same cases in the same order give the same line.
    ///
    /// # Cost
    ///
    /// Some tens of passes over the cases.
    pub fn fit(cases: &[Case]) -> Calibration {
        let total: f64 = cases.iter().map(|case| case.weight).sum();
        if total <= 0.0 {
            return Calibration::default();
        }
        let (mut slope, mut shift) = (1.0, 0.0);
        for _ in 0..MOST_STEPS {
            let (mut by_slope, mut by_shift) =
                (2.0 * SLOPE_COST * (slope - 1.0), 2.0 * SHIFT_COST * shift);
            let (mut aa, mut ab, mut bb) = (2.0 * SLOPE_COST, 0.0, 2.0 * SHIFT_COST);
            for case in cases {
                let weight = case.weight / total;
                let p = probability(slope * case.odds + shift);
                let error = weight * (p - f64::from(u8::from(case.right)));
                by_slope += error * case.odds;
                by_shift += error;
                let curvature = weight * p * (1.0 - p);
                aa += curvature * case.odds * case.odds;
                ab += curvature * case.odds;
                bb += curvature;
            }
            // Both costs are above 0, so that the determinant is.
            let determinant = aa * bb - ab * ab;
            let step = (
                (bb * by_slope - ab * by_shift) / determinant,
                (aa * by_shift - ab * by_slope) / determinant,
            );
            // A step of more than this may overshoot where the curve is flat.
            let scale = (1.0 / step.0.abs().max(step.1.abs())).min(1.0);
            slope -= scale * step.0;
            shift -= scale * step.1;
            if step.0.abs() + step.1.abs() < 1e-9 {
                break;
            }
        }
        // As far as it is written: what is printed is what was used.
        let rounded = |number: f64| (number * 1e4).round() / 1e4;
        Calibration { slope: rounded(slope.clamp(SLOPES.0, SLOPES.1)), shift: rounded(shift) }
    }
}

/// The probability that log-odds stand for.
pub fn probability(odds: f64) -> f64 {
    1.0 / (1.0 + (-odds).exp())
}

/// The log-odds of `probability`, which counts as a millionth at least and as little below 1 at most.
pub fn odds(probability: f64) -> f64 {
    let probability = probability.clamp(1e-6, 1.0 - 1e-6);
    (probability / (1.0 - probability)).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cases at every tenth of log-odds from -4 to 4, as often right as `truth` says.
    fn cases(truth: impl Fn(f64) -> f64) -> Vec<Case> {
        (-40..=40)
            .flat_map(|tenth| {
                let odds = f64::from(tenth) / 10.0;
                let p = probability(truth(odds));
                let case = move |right, weight| Case { odds, right, weight };
                [case(true, p), case(false, 1.0 - p)]
            })
            .collect()
    }

    #[test]
    fn what_is_right_already_stays() {
        let fitted = Calibration::fit(&cases(|odds| odds));
        assert!((fitted.slope - 1.0).abs() < 0.01 && fitted.shift.abs() < 0.01, "{fitted:?}");
    }

    #[test]
    fn replies_that_are_too_sure_are_taken_back() {
        let fitted = Calibration::fit(&cases(|odds| 0.7 * odds - 1.0));
        // Held back by the costs, but more than half of the way.
        assert!((0.7..0.76).contains(&fitted.slope), "{fitted:?}");
        assert!((-0.75..-0.6).contains(&fitted.shift), "{fitted:?}");
    }

    #[test]
    fn no_case_and_one_sided_cases_do_no_harm() {
        assert_eq!(Calibration::fit(&[]), Calibration::default());
        let all_right: Vec<Case> = (0..100)
            .map(|n| Case { odds: f64::from(n) / 10.0, right: true, weight: 1.0 })
            .collect();
        let fitted = Calibration::fit(&all_right);
        assert!((SLOPES.0..=SLOPES.1).contains(&fitted.slope), "{fitted:?}");
        assert!((0.0..=6.0).contains(&fitted.shift), "{fitted:?}");
    }

    #[test]
    fn the_order_of_replies_is_never_turned_around() {
        let fitted = Calibration::fit(&cases(|odds| -3.0 * odds));
        assert_eq!(fitted.slope, SLOPES.0);
    }
}
