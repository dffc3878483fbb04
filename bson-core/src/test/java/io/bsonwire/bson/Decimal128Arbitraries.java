package io.bsonwire.bson;

import java.math.BigDecimal;
import java.math.BigInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/**
 * Generated decimals, with their edges as likely as their insides. The edge cases that the engine would derive itself are
 * off: there are so many combinations that they would leave no tries for anything else.
 */
final class Decimal128Arbitraries {

    static final BigInteger MAX_COEFFICIENT = BigInteger.TEN.pow(34).subtract(BigInteger.ONE);

    private Decimal128Arbitraries() {}

    /** From 0 to 10^34 - 1, of each length, many with zeros at the end. */
    static Arbitrary<BigInteger> coefficients() {
        Arbitrary<BigInteger> anyLength = Arbitraries.integers()
                .between(0, 34)
                .flatMap(digits -> Arbitraries.bigIntegers()
                        .between(BigInteger.ZERO, BigInteger.TEN.pow(digits).subtract(BigInteger.ONE)));
        Arbitrary<BigInteger> withZeros = Combinators.combine(
                        Arbitraries.bigIntegers().between(BigInteger.ZERO, BigInteger.valueOf(99_999)),
                        Arbitraries.integers().between(0, 29))
                .as((head, zeros) -> head.multiply(BigInteger.TEN.pow(zeros)));
        Arbitrary<BigInteger> nearPowersOfTwo = Combinators.combine(
                        Arbitraries.integers().between(0, 112),
                        Arbitraries.integers().between(-1, 1))
                .as((bit, offset) -> BigInteger.ONE.shiftLeft(bit).add(BigInteger.valueOf(offset)));
        return Arbitraries.oneOf(anyLength, withZeros, nearPowersOfTwo)
                .filter(c -> c.compareTo(MAX_COEFFICIENT) <= 0)
                .withoutEdgeCases();
    }

    static Arbitrary<Integer> exponents() {
        return Arbitraries.oneOf(
                        Arbitraries.integers().between(-6176, 6111),
                        Arbitraries.integers().between(-6176, -6130),
                        Arbitraries.integers().between(-45, 10),
                        Arbitraries.integers().between(6070, 6111))
                .withoutEdgeCases();
    }

    /** Finite numbers in their canonical encoding, made from the layout and not by the code under test. */
    static Arbitrary<Decimal128> canonicalNumbers() {
        return Combinators.combine(Arbitraries.of(0L, 1L), exponents(), coefficients())
                .as((sign, exponent, coefficient) -> Decimal128.ofBits(
                        sign << 63
                                | (exponent + 6176L) << 49
                                | coefficient.shiftRight(64).longValueExact(),
                        coefficient.longValue()))
                .withoutEdgeCases();
    }

    /** Any 128 bits, with each kind of the combination field often enough. */
    static Arbitrary<Decimal128> patterns() {
        Arbitrary<Decimal128> any =
                Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(Decimal128::ofBits);
        Arbitrary<Decimal128> byTopBits = Combinators.combine(
                        Arbitraries.longs().between(0, 63), Arbitraries.longs(), Arbitraries.longs())
                .as((top, high, low) -> Decimal128.ofBits(top << 58 | high >>> 6, low));
        Arbitrary<Decimal128> specials = Arbitraries.of(
                Decimal128.NAN,
                Decimal128.POSITIVE_INFINITY,
                Decimal128.NEGATIVE_INFINITY,
                Decimal128.POSITIVE_ZERO,
                Decimal128.NEGATIVE_ZERO);
        return Arbitraries.oneOf(canonicalNumbers(), any, byTopBits, specials).withoutEdgeCases();
    }

    /** BigDecimals inside, at and beyond the bounds of decimal128. */
    static Arbitrary<BigDecimal> bigDecimals() {
        Arbitrary<BigInteger> unscaled = Combinators.combine(
                        coefficients(),
                        Arbitraries.integers().between(-12, 12),
                        Arbitraries.of(BigInteger.ONE, BigInteger.ONE.negate()))
                .as((coefficient, zeros, sign) -> zeros < 0
                        ? coefficient.multiply(sign)
                        : coefficient.multiply(BigInteger.TEN.pow(zeros)).multiply(sign));
        Arbitrary<Integer> scales = Arbitraries.oneOf(
                exponents().map(e -> -e),
                Arbitraries.integers().between(-6170, -6060),
                Arbitraries.integers().between(6130, 6220),
                Arbitraries.integers());
        return Combinators.combine(unscaled, scales).as(BigDecimal::new).withoutEdgeCases();
    }
}
