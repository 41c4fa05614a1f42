package io.downfunnel.system.attack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** The long form, on request: {@code ./mvnw -q -Pattack -Dattack.kills=500 -Dattack.events=100000}. */
final class AttackMain {

    private AttackMain() {}

    public static void main(String... arguments) throws IOException {
        long seed = Long.getLong("attack.seed", ThreadLocalRandom.current().nextLong(1_000_000_000));
        var size = new Plan.Size(Integer.getInteger("attack.kills", 500), Integer.getInteger("attack.events", 100_000));
        var folder = Files.createTempDirectory(Path.of("target"), "attack-").toAbsolutePath();
        long began = System.nanoTime();
        var result = Attack.on(
                Program.BUILT,
                folder,
                seed,
                size,
                line -> System.out.println(
                        Duration.ofNanos(System.nanoTime() - began).toSeconds() + " s  " + line));
        System.out.println(result.summary());
        result.complaints().forEach(System.out::println);
        System.exit(result.complaints().isEmpty() ? 0 : 1);
    }
}
