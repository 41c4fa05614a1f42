/** Seals secrets with a key that is not in the database: who has the one without the other has nothing. */
package io.downfunnel.store.sealed;
