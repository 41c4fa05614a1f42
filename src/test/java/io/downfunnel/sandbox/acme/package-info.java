/** Acme's Events API, as strict as its documentation. */
package io.downfunnel.sandbox.acme;
