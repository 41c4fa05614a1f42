package io.downfunnel.extract;

import java.util.function.BooleanSupplier;

import io.downfunnel.domain.Progress;

/** Goes on while nobody has paused it, on whichever node somebody did. */
record Pausable(Progress progress, BooleanSupplier paused) implements Progress {
    @Override
    public void expect(long total) {
        progress.expect(total);
    }

    @Override
    public void advance(long count) {
        progress.advance(count);
    }

    @Override
    public void waiting(String why) {
        progress.waiting(why);
    }

    @Override
    public boolean goesOn() {
        return progress.goesOn() && !paused.getAsBoolean();
    }
}
