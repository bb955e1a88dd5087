//! What is told of a family of sets without listing it: how many there are, how small they are.
//!
//! Families are put together in two ways only, which every tally can follow.

/// A way to tell something of families of sets.
///
/// `either` and `both` MUST be associative and commutative, and `both` MUST distribute over `either`, as sums and
/// products do: a commutative semiring.
pub(super) trait Semiring {
    /// What is told of one family.
    type Value: Clone;

    /// Of the family without a set.
    fn zero(&self) -> Self::Value;

    /// Whether it is told of the family without a set, or of one that does not matter.
    fn is_zero(&self, value: &Self::Value) -> bool;

    /// Of the family of the empty set alone.
    fn one(&self) -> Self::Value;

    /// Of the family of one set of one leaf.
    fn leaf(&self) -> Self::Value;

    /// Of two families that have no set in common, as one.
    fn add(&self, left: &Self::Value, right: &Self::Value) -> Self::Value;

    /// Of all sets that are a set of the one family and one of the other together. They have no leaf in common.
    fn mul(&self, left: &Self::Value, right: &Self::Value) -> Self::Value;

    /// Of so many families like this one. More than none; `u128::MAX` is that many or more.
    fn scale(&self, value: &Self::Value, factor: u128) -> Self::Value;
}

/// How many sets; `u128::MAX` is that many or more.
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

/// How many sets of 0, 1, ... leaves, up to so many; the list ends with the last that there are.
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

/// How many leaves the smallest of the sets have, and how many such sets there are. Of none that is more leaves than
/// there can be.
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

/// In how many ways 0, 1, ... `n` of `n` can be chosen; `u128::MAX` is that many or more.
pub(super) fn binomials(n: usize) -> Vec<u128> {
    let mut binomials = vec![1_u128];
    for j in 1..=n / 2 {
        let last = binomials[j - 1];
        // The product of n-j+1 and the one before is a multiple of j: what divides one factor is taken from it first,
        // so that no number on the way is larger than what comes of it.
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

/// The greatest common divisor.
fn gcd(a: u128, b: u128) -> u128 {
    let (mut a, mut b) = (a, b);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}
