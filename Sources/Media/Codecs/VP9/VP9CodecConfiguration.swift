// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// A VPCodecConfigurationRecord (VP Codec ISO Media File Format Binding), without FullBox version and flags.
package struct VP9CodecConfiguration: Hashable, Sendable {
    /// The record as the publisher sent it.
    package let record: ByteBuffer
    /// The picture of the first key frame: the record doesn't tell it.
    package var pictureSize: PictureSize?

    /// Reads a record, which is the whole of the buffer.
    package init(record: ByteBuffer, pictureSize: PictureSize? = nil) throws(CodecError) {
        var bytes = record
        guard
            let (profile, _, depth, _, _, _, size) = bytes.readMultipleIntegers(
                as: (UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt16).self)
        else { throw .truncated }
        guard profile <= 3 else { throw .invalid(field: "profile") }
        guard [8, 10, 12].contains(depth >> 4) else { throw .invalid(field: "bitDepth") }
        // VP8 and VP9 have no codecInitializationData.
        guard size == 0, bytes.readableBytes == 0 else { throw .invalid(field: "codecInitializationDataSize") }
        self.record = record
        self.pictureSize = pictureSize
    }
}
