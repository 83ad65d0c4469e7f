// SPDX-License-Identifier: Apache-2.0

package import NIOCore
import RTMP

/// What a publisher may cost, and how long it may keep the server waiting.
package struct IngestLimits: Sendable {
    /// Connections at once; one more is closed as it comes.
    package var connections = 4_096
    /// From the connection, or the end of a push on it, until a push is admitted.
    package var handshakeTime = TimeAmount.seconds(10)
    /// Without a byte from the publisher the push ends.
    package var idleTime = TimeAmount.seconds(70)
    /// A publisher that was silent for as long is taken for dead when another wants its stream.
    package var takeoverSilence = TimeAmount.seconds(5)
    /// Bytes of packets kept of each stream for orders that start in mid-push.
    package var cacheByteLimit = 32 << 20
    /// Bytes of one RTMP message; twice as many may wait unfinished in one connection.
    package var messageLength = RTMPLimits().messageLength
    /// Chunk streams of one connection.
    package var chunkStreams = RTMPLimits().chunkStreams

    package init() {}

    var rtmp: RTMPLimits {
        RTMPLimits(messageLength: messageLength, bufferedBytes: 2 * messageLength, chunkStreams: chunkStreams)
    }
}
