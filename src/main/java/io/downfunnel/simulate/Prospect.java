package io.downfunnel.simulate;

import java.time.Instant;

/**
 * What a dossier's stories promise, before anything of it is decided.
 *
 * @param first when the first event of a mapped stage can have been seen
 * @param events how many of them there can be, whatever conditions held and whichever leads were merged
 */
record Prospect(Instant first, int events) {}
