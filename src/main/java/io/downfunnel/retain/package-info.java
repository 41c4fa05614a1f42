/** What becomes of personal data once it has served. */
package io.downfunnel.retain;
