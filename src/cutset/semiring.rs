//! What can be computed about a family of sets without listing it: how many sets it has, and how small they are.
//!
//! Families are combined in two ways only, disjoint union and product, so every quantity that is a commutative semiring
//! can be computed in one pass over a decomposition.

/// A quantity of families of sets.
///
/// `add` and `mul` MUST be associative and commutative, and `mul` MUST distribute over `add`.
pub(super) trait Semiring {
    /// The quantity of one family.
    type Value: Clone;

    /// The value of the empty family.
    fn zero(&self) -> Self::Value;

    /// Whether a value is that of the empty family, or of one without sets that count.
    fn is_zero(&self, value: &Self::Value) -> bool;

    /// The value of the family whose only set is the empty set.
    fn one(&self) -> Self::Value;

    /// The value of the family whose only set is one leaf.
    fn leaf(&self) -> Self::Value;

    /// The value of the union of two families that have no set in common.
    fn add(&self, left: &Self::Value, right: &Self::Value) -> Self::Value;

    /// The value of the product: every union of a set of one family with a set of the other. The families have no leaf
    /// in common.
    fn mul(&self, left: &Self::Value, right: &Self::Value) -> Self::Value;

    /// The sum of `factor` families of equal value. `factor` is at least 1; `u128::MAX` means that many or more.
    fn scale(&self, value: &Self::Value, factor: u128) -> Self::Value;
}

/// The number of sets; `u128::MAX` means that many or more.
pub(super) struct SetCount;

impl Semiring for SetCount {
    type Value = u128;

    fn zero(&self) -> u128 {
        0
    }

    fn is_zero(&self, value: &u128) -> bool {
        *value == 0
    }

    fn one(&self) -> u128 {
        1
    }

    fn leaf(&self) -> u128 {
        1
    }

    fn add(&self, left: &u128, right: &u128) -> u128 {
        left.saturating_add(*right)
    }

    fn mul(&self, left: &u128, right: &u128) -> u128 {
        left.saturating_mul(*right)
    }

    fn scale(&self, value: &u128, factor: u128) -> u128 {
        value.saturating_mul(factor)
    }
}

/// The number of sets by size, up to a maximum size. Trailing zeros are dropped.
pub(super) struct CountBySize(pub(super) usize);

impl Semiring for CountBySize {
    type Value = Vec<u128>;

    fn zero(&self) -> Vec<u128> {
        Vec::new()
    }

    fn is_zero(&self, value: &Vec<u128>) -> bool {
        value.is_empty()
    }

    fn one(&self) -> Vec<u128> {
        vec![1]
    }

    fn leaf(&self) -> Vec<u128> {
        if self.0 == 0 { Vec::new() } else { vec![0, 1] }
    }

    fn add(&self, left: &Vec<u128>, right: &Vec<u128>) -> Vec<u128> {
        let (long, short) = if left.len() < right.len() { (right, left) } else { (left, right) };
        let mut sum = long.clone();
        for (sum, more) in sum.iter_mut().zip(short) {
            *sum = sum.saturating_add(*more);
        }
        sum
    }

    fn mul(&self, left: &Vec<u128>, right: &Vec<u128>) -> Vec<u128> {
        let longest = (left.len() + right.len()).saturating_sub(1).min(self.0.saturating_add(1));
        let mut product = vec![0_u128; longest];
        for (size, sets) in left.iter().enumerate().filter(|(_, sets)| **sets > 0) {
            for (more, others) in product.iter_mut().skip(size).zip(right) {
                *more = more.saturating_add(sets.saturating_mul(*others));
            }
        }
        while product.pop_if(|last| *last == 0).is_some() {}
        product
    }

    fn scale(&self, value: &Vec<u128>, factor: u128) -> Vec<u128> {
        value.iter().map(|sets| sets.saturating_mul(factor)).collect()
    }
}

/// The size of the smallest sets and their number. The empty family has the size `usize::MAX`.
pub(super) struct MinimumSize;

impl Semiring for MinimumSize {
    type Value = (usize, u128);

    fn zero(&self) -> (usize, u128) {
        (usize::MAX, 0)
    }

    fn is_zero(&self, value: &(usize, u128)) -> bool {
        value.1 == 0
    }

    fn one(&self) -> (usize, u128) {
        (0, 1)
    }

    fn leaf(&self) -> (usize, u128) {
        (1, 1)
    }

    fn add(&self, left: &(usize, u128), right: &(usize, u128)) -> (usize, u128) {
        match left.0.cmp(&right.0) {
            std::cmp::Ordering::Less => *left,
            std::cmp::Ordering::Equal => (left.0, left.1.saturating_add(right.1)),
            std::cmp::Ordering::Greater => *right,
        }
    }

    fn mul(&self, left: &(usize, u128), right: &(usize, u128)) -> (usize, u128) {
        (left.0.saturating_add(right.0), left.1.saturating_mul(right.1))
    }

    fn scale(&self, value: &(usize, u128), factor: u128) -> (usize, u128) {
        (value.0, value.1.saturating_mul(factor))
    }
}

/// The binomial coefficients of `n` over 0, 1, ... `n`; `u128::MAX` means that many or more.
pub(super) fn binomials(n: usize) -> Vec<u128> {
    let mut binomials = vec![1_u128];
    for j in 1..=n / 2 {
        let last = binomials[j - 1];
        // Cancel before multiplying: the product is a multiple of j, so no intermediate value exceeds the result.
        let (up, down) = ((n - j + 1) as u128, j as u128);
        let common = gcd(up, down);
        let (up, down) = (up / common, down / common);
        binomials.push(if last == u128::MAX { last } else { (last / down).saturating_mul(up) });
    }
    for j in n / 2 + 1..=n {
        binomials.push(binomials[n - j]);
    }
    binomials
}

/// The greatest common divisor (Euclid, "Elements", book VII).
fn gcd(a: u128, b: u128) -> u128 {
    let (mut a, mut b) = (a, b);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}
