package io.downfunnel.system.attack;

import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Consumer;

/** One whole attack: an arena, a campaign on it, and what the history says afterwards. */
final class Attack {
    /** The company that the sandbox makes up has some more conversions than leads. */
    private static final double LEADS_FOR_AN_EVENT = 0.95;

    private static final int EVENTS_FOR_ONE_REQUEST_AT_ONCE = 5_000;

    private Attack() {}

    /** @param application folder of the packaged application */
    static AttackResult on(Path application, Path folder, long seed, Plan.Size size, Consumer<String> log) {
        log.accept(
                "-Dattack.seed=%d -Dattack.kills=%d -Dattack.events=%d".formatted(seed, size.kills(), size.events()));
        var plan = Plan.of(seed, size);
        plan.lives().forEach(life -> log.accept("planned " + life));
        plan.weather().forEach(weather -> log.accept("planned " + weather));
        try (var arena = Arena.open(folder, application, leads(size.events()))) {
            int atOnce = Math.max(2, size.events() / EVENTS_FOR_ONE_REQUEST_AT_ONCE);
            var figures = new Campaign(arena, plan, atOnce, log).run();
            return result(arena, size, figures);
        }
    }

    /** How large a company it takes. */
    static int leads(int events) {
        return (int) (events * LEADS_FOR_AN_EVENT);
    }

    private static AttackResult result(Arena arena, Plan.Size size, Campaign.Figures figures) {
        var history = new HistoryReader(arena.books(), arena.vendors()).read();
        return new AttackResult(size, figures, found(history), Checker.check(history, Instant.now()));
    }

    static AttackResult.Found found(History history) {
        return new AttackResult.Found(
                history.conversions().size(),
                history.crm().stream().filter(History.CrmOutcome::certain).count(),
                history.conversions().stream()
                        .flatMap(one -> one.transitions().stream())
                        .filter(step -> step.to().equals("UNKNOWN"))
                        .count(),
                history.received().stream()
                        .filter(one -> one.destination().equals("google") && one.received() > 1)
                        .count(),
                history.conversions().stream()
                        .flatMap(one -> one.attempts().stream())
                        .map(attempt -> attempt.node().substring(0, 3))
                        .distinct()
                        .count());
    }
}
