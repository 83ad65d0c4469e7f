// SPDX-License-Identifier: Apache-2.0

package import Media

/// Why bytes aren't FLV, or packets can't become it.
package enum FLVError: Error, Hashable, Sendable {
    /// A message ends before its header does.
    case truncated
    /// A field has a value that the specification forbids or has no room for.
    case invalid(field: String)
    /// A codec this server doesn't record: SoundFormat or CodecID, or of Enhanced RTMP the FourCC.
    case unsupportedCodec(MediaKind, identifier: UInt32)
    /// A sequence header that can't be understood.
    case malformedConfiguration(CodecError)
    /// Coded video that is no sequence of NAL units.
    case malformedPayload(CodecError)
    /// A track that this muxer can't write.
    case unwritableCodec(name: String)
    /// A time beyond 2^31 - 1 ms (24.8 days) after the file's start; a new file must be begun.
    case timestampTooLarge
    /// A packet that the 24 bits of DataSize can't hold.
    case payloadTooLarge
}
