// SPDX-License-Identifier: Apache-2.0

/// Four characters that name a codec in Enhanced RTMP.
package struct FourCC: RawRepresentable, Hashable, Sendable {
    /// The characters in the order of their bytes, the first in the highest.
    package let rawValue: UInt32

    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    package static let avc = FourCC(rawValue: 0x6176_6331)  // avc1
    package static let hevc = FourCC(rawValue: 0x6876_6331)  // hvc1
    package static let av1 = FourCC(rawValue: 0x6176_3031)  // av01
    package static let vp9 = FourCC(rawValue: 0x7670_3039)  // vp09
    package static let aac = FourCC(rawValue: 0x6D70_3461)  // mp4a
    package static let mp3 = FourCC(rawValue: 0x2E6D_7033)  // .mp3
    package static let opus = FourCC(rawValue: 0x4F70_7573)  // Opus
    package static let flac = FourCC(rawValue: 0x664C_6143)  // fLaC
    package static let ac3 = FourCC(rawValue: 0x6163_2D33)  // ac-3
    package static let eac3 = FourCC(rawValue: 0x6563_2D33)  // ec-3

    /// The codecs that are recorded.
    package static let video = [avc, hevc, av1, vp9]
    package static let audio = [aac, mp3, opus, flac, ac3, eac3]

    /// The characters, for `connect` and for logs.
    package var text: String {
        let bytes = stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: rawValue >> UInt32($0)) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
