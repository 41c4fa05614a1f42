package io.downfunnel.access;

import java.text.Normalizer;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;

/**
 * Argon2id with 46 MiB and two passes: more than OWASP's password storage cheat sheet asks for, about a third of a second.
 * The parameters stand in each hash, so that they can be raised.
 */
final class Passwords {
    private static final int MEMORY_KIB = 47_104;
    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int HASH_BYTES = 32;
    private static final int SALT_BYTES = 16;

    private static final Argon2Function ARGON2 =
            Argon2Function.getInstance(MEMORY_KIB, PASSES, LANES, HASH_BYTES, Argon2.ID);

    /** Each takes its memory: a crowd at the door must not take the room that uploads work in. */
    private static final Semaphore AT_ONCE = new Semaphore(2, true);

    /** Of no password, for names that nobody has: who is unknown must not be told sooner. */
    private static final String NOBODYS = hash(Secret.random().word());

    private Passwords() {}

    static String hash(String password) {
        return oneOfFew(() -> Password.hash(composed(password))
                .addRandomSalt(SALT_BYTES)
                .with(ARGON2)
                .getResult());
    }

    static boolean fits(String password, String hash) {
        return oneOfFew(() -> Password.check(composed(password), hash).with(Argon2Function.getInstanceFromHash(hash)));
    }

    /** Takes as long as {@link #fits}. */
    static void fitsNobody(String password) {
        fits(password, NOBODYS);
    }

    /** The same letters may be typed as one character or as two, depending on the keyboard. */
    private static String composed(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFKC);
    }

    private static <T> T oneOfFew(Supplier<T> work) {
        AT_ONCE.acquireUninterruptibly();
        try {
            return work.get();
        } finally {
            AT_ONCE.release();
        }
    }
}
