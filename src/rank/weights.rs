//! The weights of the features.

use super::Feature;

/// The weight of `feature` in the score.
pub fn weight(feature: Feature) -> f64 {
    match feature {
        Feature::Bm25All => 1.0,
        Feature::Bm25Question => 1.0,
        Feature::Bm25Phrasing => 0.5,
        Feature::TitleCovered => 0.2,
        Feature::SentenceCovers => 0.2,
        _ => 0.0,
    }
}
