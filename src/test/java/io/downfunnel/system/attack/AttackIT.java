package io.downfunnel.system.attack;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The short form of the attack: two nodes, sixty power cuts, ten crashes of the database, five thousand conversions. */
class AttackIT {
    private static final Plan.Size SIZE = new Plan.Size(60, 5_000);

    @Test
    void nothing_is_lost_nothing_counted_twice_and_nothing_drifts_whatever_is_done_to_it(@TempDir Path folder) {
        long seed = Long.getLong("attack.seed", 20_261_122L);

        var result = Attack.on(Program.BUILT, folder, seed, SIZE, line -> System.out.println("AttackIT: " + line));

        System.out.println(result.summary());
        assertThat(result.complaints()).isEmpty();
    }
}
