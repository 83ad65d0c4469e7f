// SPDX-License-Identifier: Apache-2.0

package import AMF

/// Why a connection can't go on; its radius is always the connection.
package enum RTMPError: Error, Hashable, Sendable {
    /// The first byte is not 3: RTMPE (6), or no RTMP at all.
    case unsupportedVersion(UInt8)
    /// The server proved its key with a digest that doesn't fit.
    case handshakeMismatch
    /// The first chunk of a chunk stream leaves its length to a header that was never sent.
    case missingHeader(chunkStreamID: UInt32)
    /// A new message begins on a chunk stream before the message there is complete.
    case interruptedMessage(chunkStreamID: UInt32)
    /// Set Chunk Size with 0, above 2^31-1 or above ``RTMPLimits/chunkSize``.
    case chunkSizeOutOfRange(UInt32)
    /// More than ``RTMPLimits/chunkStreams``.
    case tooManyChunkStreams
    /// Longer than ``RTMPLimits/messageLength``.
    case messageTooLong(UInt32)
    /// More than ``RTMPLimits/bufferedBytes``.
    case tooManyBufferedBytes
    /// A protocol control or user control message that is too short for what it says it is.
    case malformedControl(typeID: UInt8)
    /// A command that is not AMF.
    case unreadableCommand(AMFError)
    /// A command that doesn't begin with its name.
    case malformedCommand
    /// A command other than `connect` comes first.
    case notConnected
    /// Timestamps run away from where they began by more than 139 years.
    case timestampOutOfRange
    /// More than ``RTMPLimits/faults``.
    case tooManyFaults
}
