// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// What an `esds` box says the elementary stream is: objectTypeIndication (ISO/IEC 14496-1, table 5).
enum ObjectType: UInt8 {
    case aac = 0x40
    /// ISO/IEC 11172-3; with it goes what MPEG-2 added, whose own number fewer players know.
    case mp3 = 0x6B
}

extension ByteBuffer {
    /// Writes `esds` (ISO/IEC 14496-14, 5.6): descriptors of ISO/IEC 14496-1, 7.2.6, one in another.
    mutating func writeElementaryStream(_ type: ObjectType, decoderInfo: ByteBuffer) {
        self.writeFullBox("esds") { bytes in
            bytes.writeDescriptor(tag: 0x03) { stream in
                stream.writeMultipleIntegers(0 as UInt16, 0 as UInt8)  // ES_ID, which files have 0; flags
                stream.writeDescriptor(tag: 0x04) { decoder in
                    // Audio stream, upStream 0, reserved 1.
                    decoder.writeMultipleIntegers(type.rawValue, 0x15 as UInt8)
                    decoder.writeRepeatingByte(0, count: 3 + 4 + 4)  // buffer size and bitrates: unknown
                    guard decoderInfo.readableBytes > 0 else { return }
                    decoder.writeDescriptor(tag: 0x05) { $0.writeImmutableBuffer(decoderInfo) }
                }
                stream.writeDescriptor(tag: 0x06) { $0.writeInteger(2 as UInt8) }  // predefined: MP4
            }
        }
    }

    /// Writes a descriptor with its length in groups of seven bits (ISO/IEC 14496-1, 8.3.3).
    private mutating func writeDescriptor(tag: UInt8, _ body: (inout ByteBuffer) -> Void) {
        var content = ByteBuffer()
        body(&content)
        self.writeInteger(tag)
        let length = content.readableBytes
        for group in stride(from: 21, through: 0, by: -7) where group == 0 || length >> group > 0 {
            self.writeInteger(UInt8(truncatingIfNeeded: length >> group & 0x7F) | (group > 0 ? 0x80 : 0))
        }
        self.writeImmutableBuffer(content)
    }
}
