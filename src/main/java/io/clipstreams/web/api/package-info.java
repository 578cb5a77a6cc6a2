/**
 * The HTTP API under {@code /api/v1}: one class of routes a subject. They ask the encoder, and the
 * application through the small interfaces that lie here.
 */
package io.clipstreams.web.api;
