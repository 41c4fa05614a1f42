/** What an ad platform is to us: the interfaces that each one implements, and nothing about any one of them. */
package io.downfunnel.platform;
