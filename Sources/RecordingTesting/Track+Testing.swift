// SPDX-License-Identifier: Apache-2.0

package import Media
import NIOCore

extension Track {
    /// H.264 Constrained Baseline, 320 × 240; another level makes another configuration.
    package static func testVideo(level: UInt8 = 30) throws(CodecError) -> Track {
        let sps: [UInt8] = [0x67, 0x42, 0xC0, level, 0xDA, 0x05, 0x07, 0xE4]
        let pps: [UInt8] = [0x68, 0xCE, 0x38, 0x80]
        var record = ByteBuffer(bytes: [1, 0x42, 0xC0, level, 0xFF, 0xE1, 0, UInt8(sps.count)])
        record.writeBytes(sps + [1, 0, UInt8(pps.count)] + pps)
        return Track(configuration: .avc(try AVCDecoderConfiguration(record: record)))
    }

    /// AAC LC, stereo, 44,100 Hz or, with another index of table 1.18 of ISO/IEC 14496-3, another rate.
    package static func testAudio(samplingFrequencyIndex index: UInt8 = 4) throws(CodecError) -> Track {
        let config = ByteBuffer(bytes: [0x10 | index >> 1, (index & 1) << 7 | 0x10])
        return Track(configuration: .aac(try AudioSpecificConfig(bytes: config)))
    }
}
