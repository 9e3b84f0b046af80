//! The two regressions and what minimises them. Pure: rows of numbers in, weights out.
//!
//! Every column is scaled to a standard deviation of 1 before its weight is held back, so that the
//! penalty does not depend on units; the weights that come out are those of the columns as given.

use std::collections::VecDeque;

/// Keeps the scale of a column that is always the same from being 0. Without a unit.
const LEAST_DEVIATION: f64 = 1e-6;

/// The candidates of a question.
#[derive(Debug, Clone)]
pub(crate) struct List {
    /// What was measured of each, one after the other: as many values as there are columns.
    pub(crate) rows: Vec<f64>,
    /// Which of them are right; at least one.
    pub(crate) right: Vec<bool>,
    /// What the question counts.
    pub(crate) weight: f64,
}

/// One thing that happened or did not.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    /// What was measured of it.
    pub(crate) row: Vec<f64>,
    /// Whether it happened.
    pub(crate) right: bool,
    /// What it counts.
    pub(crate) weight: f64,
}

/// The weights of `columns` under which the right candidates have the most of the softmax of their
/// list: least Σ weight · −ln(mass of the right) + `penalty` · Σ (weight of a scaled column)².
///
/// # Source
///
/// Z. Cao and others, "Learning to Rank: From Pairwise Approach to Listwise Approach", ICML 2007,
/// with the top-one probability of all right candidates together.
pub(crate) fn listwise(lists: &[List], columns: usize, penalty: f64) -> Vec<f64> {
    let rows = || lists.iter().flat_map(|list| list.rows.chunks_exact(columns));
    let scale = Scale::of(rows, columns);
    let fitted = minimise(columns, |scaled, gradient| {
        let weights = scale.undone(scaled);
        let mut loss = 0.0;
        for list in lists {
            let scores: Vec<f64> =
                list.rows.chunks_exact(columns).map(|row| dot(row, &weights)).collect();
            let largest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let masses: Vec<f64> = scores.iter().map(|score| (score - largest).exp()).collect();
            let total: f64 = masses.iter().sum();
            let right: f64 =
                masses.iter().zip(&list.right).filter(|(_, right)| **right).map(|(m, _)| m).sum();
            // Of right ones that all are far below the first the mass may round to nothing.
            let right = right.max(f64::MIN_POSITIVE);
            loss -= list.weight * (right / total).ln();
            for ((row, mass), is_right) in
                list.rows.chunks_exact(columns).zip(&masses).zip(&list.right)
            {
                let wanted = if *is_right { mass / right } else { 0.0 };
                scale.add(gradient, row, list.weight * (mass / total - wanted));
            }
        }
        loss + held_back(scaled, gradient, penalty)
    });
    scale.undone(&fitted)
}

/// The log-odds of nothing measured and the weights of `columns` that make what happened likeliest:
/// least Σ weight · −ln(probability of what happened) + `penalty` · Σ (weight of a scaled column)².
/// The first is not held back.
pub(crate) fn logistic(cases: &[Case], columns: usize, penalty: f64) -> (f64, Vec<f64>) {
    let scale = Scale::of(|| cases.iter().map(|case| case.row.as_slice()), columns);
    let fitted = minimise(columns + 1, |scaled, gradient| {
        let (scaled, base) = (&scaled[..columns], scaled[columns]);
        let weights = scale.undone(scaled);
        let base = base - dot(&scale.means, &weights);
        let mut loss = 0.0;
        for case in cases {
            let odds = base + dot(&case.row, &weights);
            let towards = if case.right { odds } else { -odds };
            // ln(1 + e^-x), without an overflow for large -x.
            loss += case.weight * ((-towards.abs()).exp().ln_1p() + (-towards).max(0.0));
            let off = case.weight * (probability(odds) - f64::from(u8::from(case.right)));
            scale.add(gradient, &case.row, off);
            gradient[columns] += off;
        }
        loss + held_back(scaled, gradient, penalty)
    });
    let weights = scale.undone(&fitted[..columns]);
    (fitted[columns] - dot(&scale.means, &weights), weights)
}

/// The probability with the log-odds `odds`.
pub(crate) fn probability(odds: f64) -> f64 {
    1.0 / (1.0 + (-odds).exp())
}

/// The sum of the products, of as many as the shorter one has.
pub(crate) fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

/// `penalty` times the sum of the squares of `scaled`; its gradient is added.
fn held_back(scaled: &[f64], gradient: &mut [f64], penalty: f64) -> f64 {
    for (slope, weight) in gradient.iter_mut().zip(scaled) {
        *slope += 2.0 * penalty * weight;
    }
    penalty * dot(scaled, scaled)
}

/// The means and standard deviations of columns.
struct Scale {
    means: Vec<f64>,
    deviations: Vec<f64>,
}

impl Scale {
    fn of<'a, Rows: Iterator<Item = &'a [f64]>>(rows: impl Fn() -> Rows, columns: usize) -> Scale {
        let count = rows().count().max(1) as f64;
        let mut means = vec![0.0; columns];
        for row in rows() {
            means.iter_mut().zip(row).for_each(|(mean, value)| *mean += value / count);
        }
        let mut squares = vec![0.0; columns];
        for row in rows() {
            for ((square, value), mean) in squares.iter_mut().zip(row).zip(&means) {
                *square += (value - mean).powi(2) / count;
            }
        }
        let deviations = squares.iter().map(|square| square.sqrt() + LEAST_DEVIATION).collect();
        Scale { means, deviations }
    }

    /// The weights of the columns as given, from those of the scaled ones.
    fn undone(&self, scaled: &[f64]) -> Vec<f64> {
        scaled.iter().zip(&self.deviations).map(|(weight, deviation)| weight / deviation).collect()
    }

    /// Adds `times` the scaled `row` to `gradient`.
    fn add(&self, gradient: &mut [f64], row: &[f64], times: f64) {
        let scaled = row.iter().zip(&self.means).zip(&self.deviations);
        for (slope, ((value, mean), deviation)) in gradient.iter_mut().zip(scaled) {
            *slope += times * (value - mean) / deviation;
        }
    }
}

/// The steps that the next one is chosen by.
const MEMORY: usize = 10;

/// More steps than any of these problems takes.
const STEPS: usize = 500;

/// Where a step gains less than this share of the loss, it was the last.
const LEAST_GAIN: f64 = 1e-10;

/// The share of what the slope promises that a step must gain (Armijo's condition).
const PROMISE: f64 = 1e-4;

/// Where the convex function `of`, which adds its gradient to the second argument, is least: from 0
/// by the limited-memory BFGS method with halved steps.
///
/// # Source
///
/// J. Nocedal and S. Wright, "Numerical Optimization", 2nd edition, algorithms 7.4, 7.5 and 3.1.
fn minimise(columns: usize, mut of: impl FnMut(&[f64], &mut [f64]) -> f64) -> Vec<f64> {
    let mut at = vec![0.0; columns];
    let mut gradient = vec![0.0; columns];
    let mut value = of(&at, &mut gradient);
    // The last steps, what the gradient changed by, and the inner product of the two.
    let mut memory: VecDeque<(Vec<f64>, Vec<f64>, f64)> = VecDeque::new();
    for _ in 0..STEPS {
        let mut direction: Vec<f64> = gradient.iter().map(|slope| -slope).collect();
        let mut shares = Vec::with_capacity(MEMORY);
        for (step, change, product) in memory.iter().rev() {
            let share = dot(step, &direction) / product;
            move_by(&mut direction, change, -share);
            shares.push(share);
        }
        let curvature = memory.back().map(|(_, change, product)| product / dot(change, change));
        let first = 1.0 / dot(&gradient, &gradient).sqrt().max(1.0);
        direction.iter_mut().for_each(|part| *part *= curvature.unwrap_or(first));
        for ((step, change, product), share) in memory.iter().zip(shares.iter().rev()) {
            let back = dot(change, &direction) / product;
            move_by(&mut direction, step, share - back);
        }
        let slope = dot(&direction, &gradient);
        let mut length = 1.0;
        let (there, lower, its_gradient) = loop {
            let mut there = at.clone();
            move_by(&mut there, &direction, length);
            let mut its_gradient = vec![0.0; columns];
            let lower = of(&there, &mut its_gradient);
            if lower <= value + PROMISE * length * slope {
                break (there, lower, its_gradient);
            }
            length /= 2.0;
            if length < LEAST_GAIN {
                return at;
            }
        };
        let difference =
            |to: &[f64], from: &[f64]| to.iter().zip(from).map(|(to, from)| to - from).collect();
        let (step, change): (Vec<f64>, Vec<f64>) =
            (difference(&there, &at), difference(&its_gradient, &gradient));
        let product = dot(&step, &change);
        if 0.0 < product {
            memory.push_back((step, change, product));
            if MEMORY < memory.len() {
                memory.pop_front();
            }
        }
        let gained = value - lower;
        (at, value, gradient) = (there, lower, its_gradient);
        if gained <= LEAST_GAIN * value.abs() {
            break;
        }
    }
    at
}

/// Adds `times` `by` to `at`.
fn move_by(at: &mut [f64], by: &[f64], times: f64) {
    at.iter_mut().zip(by).for_each(|(at, by)| *at += times * by);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn near(found: f64, wanted: f64) {
        assert!((found - wanted).abs() < 1e-4, "{found}, not {wanted}");
    }

    #[test]
    fn the_least_of_a_long_valley_is_found() {
        // Rosenbrock's function: least at (1, 1), where a plain descent takes thousands of steps.
        let found = minimise(2, |at, gradient| {
            let (x, y) = (at[0], at[1]);
            gradient[0] += -2.0 * (1.0 - x) - 400.0 * x * (y - x * x);
            gradient[1] += 200.0 * (y - x * x);
            (1.0 - x).powi(2) + 100.0 * (y - x * x).powi(2)
        });
        near(found[0], 1.0);
        near(found[1], 1.0);
    }

    #[test]
    fn log_odds_are_those_of_the_counts() {
        // Of 4 without the mark 1 is right, of 4 with it 3 are: ln(1/3), and ln 3 - ln(1/3) more.
        let cases: Vec<Case> = (0..8)
            .map(|at| Case {
                row: vec![f64::from(at / 4), 7.0],
                right: at == 0 || 4 < at,
                weight: 0.125,
            })
            .collect();
        let (base, weights) = logistic(&cases, 2, 0.0);
        near(base, -3.0_f64.ln());
        near(weights[0], 2.0 * 3.0_f64.ln());
        near(weights[1], 0.0);
        let (_, held) = logistic(&cases, 2, 0.1);
        assert!(0.0 < held[0] && held[0] < weights[0], "{held:?}");
    }

    #[test]
    fn a_case_counts_what_it_weighs() {
        let case = |right, weight| Case { row: vec![1.0], right, weight };
        let (base, weights) = logistic(&[case(true, 0.9), case(false, 0.1)], 1, 0.001);
        near(base + weights[0], 9.0_f64.ln());
        near(probability(base + weights[0]), 0.9);
    }

    #[test]
    fn the_mass_of_the_right_ones_is_that_of_the_counts() {
        // In 3 of 4 lists of two the marked one is right: its softmax is 3/4 where its weight is
        // ln 3, whatever the other column, the same for all of a list, has.
        let lists: Vec<List> = (0..4)
            .map(|at| List {
                rows: vec![1.0, f64::from(at), 0.0, f64::from(at)],
                right: vec![at != 0, at == 0],
                weight: 0.25,
            })
            .collect();
        let weights = listwise(&lists, 2, 0.0);
        near(weights[0], 3.0_f64.ln());
        near(weights[1], 0.0);
    }

    #[test]
    fn several_right_ones_share_the_mass() {
        // Which of two right ones is first does not matter; both come before the wrong one.
        let lists =
            [List { rows: vec![1.0, 2.0, 0.0], right: vec![true, true, false], weight: 1.0 }];
        let weights = listwise(&lists, 1, 0.01);
        assert!(0.5 < weights[0], "{weights:?}");
        let all = [List { rows: vec![1.0, 2.0], right: vec![true, true], weight: 1.0 }];
        near(listwise(&all, 1, 0.01)[0], 0.0);
    }
}
