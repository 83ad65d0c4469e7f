// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// Reads a whole ADTS file and refuses everything that isn't as ISO/IEC 14496-3, 1.A.2.2 says.
struct StrictADTS {
    struct Frame: Hashable {
        var profile: Int
        var rateIndex: Int
        var channels: Int
        var payload: ByteBuffer
    }

    struct Malformed: Error {
        var position: Int
    }

    var frames: [Frame] = []

    init(_ file: ByteBuffer) throws {
        var rest = file
        while rest.readableBytes > 0 {
            let malformed = Malformed(position: rest.readerIndex)
            guard let header = rest.readBytes(length: 7) else { throw malformed }
            let bits = header.reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
            // Syncword, MPEG-4, layer 0, no checksum; one raw data block, variable rate.
            guard bits >> 40 == 0xFFF1, bits & 0x1FFF == 0x1FFC else { throw malformed }
            let length = Int(bits >> 13 & 0x1FFF)
            guard length >= 7, let payload = rest.readSlice(length: length - 7) else { throw malformed }
            frames.append(
                Frame(
                    profile: Int(bits >> 38 & 3), rateIndex: Int(bits >> 34 & 0xF), channels: Int(bits >> 30 & 7),
                    payload: payload))
        }
    }
}
