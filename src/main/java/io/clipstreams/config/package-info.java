/** The configuration: every key typed, documented and validated. */
package io.clipstreams.config;
