/**
 * A believable company: who clicked on its ads, who filled in its forms, and what its sales people made of them. Made up
 * from a seed, nobody in it exists; the same seed tells the same stories for ever.
 */
package io.downfunnel.sandbox.company;
