// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore

/// A codec's decoder configuration and the beginning of a frame, in hexadecimal.
struct CodecSample: Sendable {
    var name: String
    var record: String
    var frame: String

    init(_ name: String, _ record: String, frame: String) {
        (self.name, self.record, self.frame) = (name, record, frame)
    }

    func configuration() throws -> CodecConfiguration {
        guard let configuration = try CodecConfiguration(name: name, bytes: ByteBuffer(plainHexEncodedBytes: record))
        else { throw FuzzFinding(description: "no codec \(name)") }
        return configuration
    }

    /// Written by x264, x265, libaom, libvpx, and by hand.
    static let all = [
        CodecSample(
            "h264", "0164000cffe1001a6764000cacd941419f9f011000000300100000030320f142996001000668ebe3cb22c0fdf8f800",
            frame: "00000002658a"),
        CodecSample(
            "h264", "0142c00dffe100166742c00dd90141fb011000003e90000ea600f142a48001000468cb83cb", frame: "00000002419a"),
        CodecSample(
            "hevc",
            "0101600000009000000000003cf000fcfdf8f800000f03200001001840010c01ffff01600000030090000003000003003c95"
                + "9809210001002b42010101600000030090000003000003003ca00a080b9f796566924caf016808000003000800000300c840"
                + "22000100074401c172b46240",
            frame: "0000000426018a8b"),
        CodecSample("av1", "81000c000a0b0200000521e7f66017c002", frame: "32021000"),
        CodecSample("vp9", "000b820202020000014000b4", frame: "824983420013f00b3606"),
        CodecSample("aac", "1210", frame: "2100"),
        // SBR told apart, and channels told by a program configuration element.
        CodecSample("aac", "139056e5a0", frame: "2100"),
        CodecSample("aac", "118004c400002000", frame: "2100"),
        CodecSample("mp3", "fffb00c0", frame: "fffb50c400"),
        CodecSample("mp3", "ffe308c0", frame: "ffe318c400"),
        CodecSample("opus", "4f707573486561640102380180bb0000000000", frame: "fc11"),
        CodecSample(
            "opus", "4f707573486561640106380180bb000000000104020004010203" + "05", frame: "fc11"),
        CodecSample(
            "flac", "100010000000000000000bb800f0" + String(repeating: "0", count: 40), frame: "fff8"),
        CodecSample("ac3", "104140", frame: "0b77a3c8144043e1"),
        CodecSample("eac3", "0018200400", frame: "0b7700053487c00000000000"),
        CodecSample("pcm_alaw", "01", frame: "d5d5"),
        CodecSample("pcm_mulaw", "02", frame: "ff7f"),
    ]
}
