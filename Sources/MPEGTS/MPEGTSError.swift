// SPDX-License-Identifier: Apache-2.0

package import Media

/// Why packets can't become a transport stream.
package enum MPEGTSError: Error, Hashable, Sendable {
    /// A packet came of a track that was never announced.
    case unannouncedTrack(MediaKind)
    /// A codec that this muxer can't write.
    case unsupportedCodec(name: String)
    /// A video payload holds no NAL unit, or an audio payload no byte.
    case emptyAccessUnit
    /// A payload doesn't fit its track: NAL unit lengths run over its end, or ADTS can't express the frame.
    case codec(CodecError)
}
