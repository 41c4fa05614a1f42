package io.downfunnel.sandbox.company;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/** Chance that can be repeated: the same seed rolls the same numbers. */
final class Dice {

    private final SplittableRandom random;

    Dice(long seed) {
        random = new SplittableRandom(scattered(seed));
    }

    /** Neighbouring seeds must not lead to neighbouring places of one sequence, which is what SplittableRandom makes of them. */
    private static long scattered(long seed) {
        long bits = (seed ^ seed >>> 33) * 0xff51afd7ed558ccdL;
        bits = (bits ^ bits >>> 33) * 0xc4ceb9fe1a85ec53L;
        return bits ^ bits >>> 33;
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** Both ends included. */
    int between(int least, int most) {
        return random.nextInt(least, most + 1);
    }

    double fraction() {
        return random.nextDouble();
    }

    long bits() {
        return random.nextLong();
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    <T> T weighted(List<T> choices, ToDoubleFunction<T> weight) {
        double rest = random.nextDouble() * choices.stream().mapToDouble(weight).sum();
        for (T choice : choices) {
            rest -= weight.applyAsDouble(choice);
            if (rest < 0) {
                return choice;
            }
        }
        return choices.getLast();
    }

    /** Mostly short, sometimes very long: half of all are below the median. */
    Duration around(Duration median, double spread) {
        return Duration.ofSeconds(1 + (long) (median.toSeconds() * Math.exp(spread * random.nextGaussian())));
    }

    /** Like {@link #around}, for amounts. */
    double amountAround(double median, double spread) {
        return median * Math.exp(spread * random.nextGaussian());
    }

    byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
