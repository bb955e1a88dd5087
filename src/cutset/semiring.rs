//! What is told of a family of sets without listing it: how many there are, how small they are.
//!
//! Families are put together in two ways only, which every tally can follow.

/// A way to tell something of families of sets.
///
/// `either` and `both` MUST be associative and commutative, and `both` MUST distribute over `either`, as sums and
/// products do: a commutative semiring.
pub(super) trait Tally {
    /// What is told of one family.
    type Of: Clone;

    /// Of the family without a set.
    fn none(&self) -> Self::Of;

    /// Whether it is told of the family without a set, or of one that does not matter.
    fn is_none(&self, of: &Self::Of) -> bool;

    /// Of the family of the empty set alone.
    fn empty(&self) -> Self::Of;

    /// Of the family of one set of one leaf.
    fn leaf(&self) -> Self::Of;

    /// Of two families that have no set in common, as one.
    fn either(&self, one: &Self::Of, other: &Self::Of) -> Self::Of;

    /// Of all sets that are a set of the one family and one of the other together. They have no leaf in common.
    fn both(&self, one: &Self::Of, other: &Self::Of) -> Self::Of;

    /// Of so many families like this one. More than none; `u128::MAX` is that many or more.
    fn times(&self, of: &Self::Of, many: u128) -> Self::Of;
}

/// How many sets; `u128::MAX` is that many or more.
pub(super) struct Count;

impl Tally for Count {
    type Of = u128;

    fn none(&self) -> u128 {
        0
    }

    fn is_none(&self, of: &u128) -> bool {
        *of == 0
    }

    fn empty(&self) -> u128 {
        1
    }

    fn leaf(&self) -> u128 {
        1
    }

    fn either(&self, one: &u128, other: &u128) -> u128 {
        one.saturating_add(*other)
    }

    fn both(&self, one: &u128, other: &u128) -> u128 {
        one.saturating_mul(*other)
    }

    fn times(&self, of: &u128, many: u128) -> u128 {
        of.saturating_mul(many)
    }
}

/// How many sets of 0, 1, ... leaves, up to so many; the list ends with the last that there are.
pub(super) struct BySize(pub(super) usize);

impl Tally for BySize {
    type Of = Vec<u128>;

    fn none(&self) -> Vec<u128> {
        Vec::new()
    }

    fn is_none(&self, of: &Vec<u128>) -> bool {
        of.is_empty()
    }

    fn empty(&self) -> Vec<u128> {
        vec![1]
    }

    fn leaf(&self) -> Vec<u128> {
        if self.0 == 0 { Vec::new() } else { vec![0, 1] }
    }

    fn either(&self, one: &Vec<u128>, other: &Vec<u128>) -> Vec<u128> {
        let (long, short) = if one.len() < other.len() { (other, one) } else { (one, other) };
        let mut sum = long.clone();
        for (sum, more) in sum.iter_mut().zip(short) {
            *sum = sum.saturating_add(*more);
        }
        sum
    }

    fn both(&self, one: &Vec<u128>, other: &Vec<u128>) -> Vec<u128> {
        let longest = (one.len() + other.len()).saturating_sub(1).min(self.0.saturating_add(1));
        let mut product = vec![0_u128; longest];
        for (size, sets) in one.iter().enumerate().filter(|(_, sets)| **sets > 0) {
            for (more, others) in product.iter_mut().skip(size).zip(other) {
                *more = more.saturating_add(sets.saturating_mul(*others));
            }
        }
        while product.pop_if(|last| *last == 0).is_some() {}
        product
    }

    fn times(&self, of: &Vec<u128>, many: u128) -> Vec<u128> {
        of.iter().map(|sets| sets.saturating_mul(many)).collect()
    }
}

/// How many leaves the smallest of the sets have, and how many such sets there are. Of none that is more leaves than
/// there can be.
pub(super) struct Fewest;

impl Tally for Fewest {
    type Of = (usize, u128);

    fn none(&self) -> (usize, u128) {
        (usize::MAX, 0)
    }

    fn is_none(&self, of: &(usize, u128)) -> bool {
        of.1 == 0
    }

    fn empty(&self) -> (usize, u128) {
        (0, 1)
    }

    fn leaf(&self) -> (usize, u128) {
        (1, 1)
    }

    fn either(&self, one: &(usize, u128), other: &(usize, u128)) -> (usize, u128) {
        match one.0.cmp(&other.0) {
            std::cmp::Ordering::Less => *one,
            std::cmp::Ordering::Equal => (one.0, one.1.saturating_add(other.1)),
            std::cmp::Ordering::Greater => *other,
        }
    }

    fn both(&self, one: &(usize, u128), other: &(usize, u128)) -> (usize, u128) {
        (one.0.saturating_add(other.0), one.1.saturating_mul(other.1))
    }

    fn times(&self, of: &(usize, u128), many: u128) -> (usize, u128) {
        (of.0, of.1.saturating_mul(many))
    }
}

/// In how many ways 0, 1, ... `n` of `n` can be chosen; `u128::MAX` is that many or more.
pub(super) fn ways(n: usize) -> Vec<u128> {
    let mut ways = vec![1_u128];
    for j in 1..=n / 2 {
        let last = ways[j - 1];
        // The product of n-j+1 and the one before is a multiple of j: what divides one factor is taken from it first,
        // so that no number on the way is larger than what comes of it.
        let (up, down) = ((n - j + 1) as u128, j as u128);
        let common = divisor(up, down);
        let (up, down) = (up / common, down / common);
        ways.push(if last == u128::MAX { last } else { (last / down).saturating_mul(up) });
    }
    for j in n / 2 + 1..=n {
        ways.push(ways[n - j]);
    }
    ways
}

/// The greatest common divisor.
fn divisor(a: u128, b: u128) -> u128 {
    let (mut a, mut b) = (a, b);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}
