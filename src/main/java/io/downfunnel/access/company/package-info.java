/** Signing in with the company: OpenID Connect, by authorization code. */
package io.downfunnel.access.company;
