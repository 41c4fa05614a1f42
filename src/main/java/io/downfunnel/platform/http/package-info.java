/** How adapters speak HTTP: one call with a deadline, and access tokens. What is said is the adapters' business. */
package io.downfunnel.platform.http;
