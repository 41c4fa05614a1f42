package io.downfunnel.store;

/**
 * How many there are.
 *
 * @param exact whether all of them were looked at, and not only a part
 */
public record Estimate(long count, boolean exact) {
    public static final Estimate NONE = new Estimate(0, true);

    public Estimate plus(Estimate other) {
        return new Estimate(count + other.count, exact && other.exact);
    }

    static Estimate of(Share share, long found) {
        return new Estimate(share.ofAll(found), share.whole());
    }
}
