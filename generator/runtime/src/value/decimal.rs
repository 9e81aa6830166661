//! Exact comparison of decimal numbers, for rules such as `multipleOf: 0.01`.

use std::cmp::Ordering;

/// A decimal number: `mantissa * 10^exponent`, with a sign.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Decimal {
    negative: bool,
    mantissa: u128,
    exponent: i32,
}

impl Decimal {
    /// Parses a number of JSON or YAML. Digits beyond the 38th are dropped.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (digits, exponent) = match digits.split_once(['e', 'E']) {
            Some((digits, exponent)) => (digits, exponent.parse::<i32>().ok()?),
            None => (digits, 0),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let mut number = Self {
            negative,
            mantissa: 0,
            exponent,
        };
        for byte in whole.bytes() {
            number.push(byte, false)?;
        }
        for byte in fraction.bytes() {
            number.push(byte, true)?;
        }
        Some(number.normalized())
    }

    fn push(&mut self, byte: u8, fraction: bool) -> Option<()> {
        let digit = char::from(byte).to_digit(10)?;
        match self
            .mantissa
            .checked_mul(10)
            .and_then(|tens| tens.checked_add(u128::from(digit)))
        {
            Some(mantissa) => {
                self.mantissa = mantissa;
                if fraction {
                    self.exponent = self.exponent.checked_sub(1)?;
                }
            }
            None if fraction => {}
            None => self.exponent = self.exponent.checked_add(1)?,
        }
        Some(())
    }

    /// Removes trailing zeros, so that equal numbers have equal fields.
    fn normalized(mut self) -> Self {
        if self.mantissa == 0 {
            return Self {
                negative: false,
                mantissa: 0,
                exponent: 0,
            };
        }
        while self.mantissa.is_multiple_of(10) {
            let Some(exponent) = self.exponent.checked_add(1) else {
                break;
            };
            self.mantissa /= 10;
            self.exponent = exponent;
        }
        self
    }

    /// Returns whether this is an integer multiple of the other, including zero times.
    pub(crate) fn is_multiple_of(&self, divisor: &Self) -> bool {
        if self.mantissa == 0 || divisor.mantissa == 0 {
            return self.mantissa == 0;
        }
        // This number has more decimal places than the divisor, so it is a multiple only if it is one of the scaled
        // divisor.
        let Some(shift) = self.exponent.checked_sub(divisor.exponent) else {
            return false;
        };
        if shift < 0 {
            let scaled = power_of_ten(shift.unsigned_abs())
                .and_then(|power| divisor.mantissa.checked_mul(power));
            return scaled.is_some_and(|scaled| self.mantissa.is_multiple_of(scaled));
        }
        let mut rest = self.mantissa % divisor.mantissa;
        for _ in 0..shift {
            if rest == 0 {
                return true;
            }
            match rest.checked_mul(10) {
                Some(tens) => rest = tens % divisor.mantissa,
                None => return false,
            }
        }
        rest == 0
    }

    fn magnitude(&self, other: &Self) -> Ordering {
        match (self.mantissa, other.mantissa) {
            (0, 0) => return Ordering::Equal,
            (0, _) => return Ordering::Less,
            (_, 0) => return Ordering::Greater,
            _ => {}
        }
        // The position of the first digit decides, unless both have the same.
        let first =
            |number: &Self| i64::from(number.exponent) + i64::from(number.mantissa.ilog10());
        first(self).cmp(&first(other)).then_with(|| {
            let shift = self.exponent.abs_diff(other.exponent);
            let scale =
                |mantissa: u128| power_of_ten(shift).and_then(|power| mantissa.checked_mul(power));
            if self.exponent >= other.exponent {
                scale(self.mantissa).map_or(Ordering::Greater, |scaled| scaled.cmp(&other.mantissa))
            } else {
                scale(other.mantissa).map_or(Ordering::Less, |scaled| self.mantissa.cmp(&scaled))
            }
        })
    }
}

fn power_of_ten(exponent: u32) -> Option<u128> {
    10_u128.checked_pow(exponent)
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => self.magnitude(other),
            (true, true) => other.magnitude(self),
        }
    }
}
