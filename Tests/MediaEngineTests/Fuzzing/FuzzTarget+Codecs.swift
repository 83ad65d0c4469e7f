// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore

/// Decoder configurations, and the headers of frames that are read.
extension FuzzTarget {
    static let codecs = Set(CodecSample.all.map(\.name)).sorted().map(configuration) + [frames]

    private static func configuration(_ name: String) -> FuzzTarget {
        FuzzTarget(
            name: name,
            samples: {
                try CodecSample.all.filter { $0.name == name }
                    .map { Array(try ByteBuffer(plainHexEncodedBytes: $0.record).readableBytesView) }
            }
        ) { bytes, _ in
            guard let configuration = try? CodecConfiguration(name: name, bytes: ByteBuffer(bytes: bytes)) else {
                return
            }
            if let size = configuration.pictureSize {
                try FuzzFinding.require(size.width > 0 && size.height > 0, "a picture of \(size)")
            }
            _ = configuration.presentation
            if let rate = configuration.nominalFrameRate {
                try FuzzFinding.require(rate.isFinite && rate >= 0, "\(rate) pictures a second")
            }
            if let rate = configuration.sampleRate { try FuzzFinding.require(rate > 0, "\(rate) Hz") }
            if let duration = configuration.nominalFrameDuration {
                try FuzzFinding.require(duration > .zero, "frames of \(duration)")
            }
            // What is kept in the catalogue can be read back, and means the same.
            let again = try? CodecConfiguration(name: name, bytes: configuration.bytes)
            try FuzzFinding.require(again == configuration, "can't be read back")
        }
    }

    private static let frames = FuzzTarget(
        name: "frames",
        samples: {
            try CodecSample.all.flatMap { sample in
                [sample.frame, sample.record].map { hex in hex }
            }.map { Array(try ByteBuffer(plainHexEncodedBytes: $0).readableBytesView) } + [
                [0, 0, 0, 1, 0x67, 0x42, 0xC0, 0x0D, 0, 0, 1, 0x68, 0xCB, 0, 0, 1, 0x65, 0x88, 0, 0],
                Array("fLaC".utf8) + [0x80, 0, 0, 34] + Array(repeating: 0, count: 34),
            ]
        }
    ) { bytes, _ in
        let frame = ByteBuffer(bytes: bytes)
        var counter = UnitCounter(limit: bytes.count)
        var units = AnnexBReader(stream: frame)
        while let unit = units.next() {
            try counter.count()
            _ = try? SequenceParameterSet(nalUnit: unit.bytes)
        }
        for size in [1, 2, 4] {
            counter = UnitCounter(limit: bytes.count)
            var lengths = NALUnitReader(payload: frame, lengthSize: size)
            while let unit = try? lengths.next() {
                try counter.count()
                _ = try? HEVCSequenceParameterSet(nalUnit: unit.bytes)
            }
        }
        counter = UnitCounter(limit: bytes.count)
        var open = OpenBitstreamUnitReader(frame)
        while let unit = try? open.next() {
            try counter.count()
            _ = try? AV1SequenceHeader(payload: unit.payload)
        }
        _ = try? VP9FrameHeader(frame)
        _ = try? MPEGAudioFrameHeader(frame)
        _ = try? AC3Configuration(frame: frame)
        _ = try? EAC3Configuration(accessUnit: frame)
        _ = try? FLACConfiguration(streamHead: frame)
        _ = try? AV1CodecConfiguration(videoDescriptor: frame)
    }

    /// Units of a frame: each takes a byte at least.
    private struct UnitCounter {
        var limit: Int

        mutating func count() throws {
            limit -= 1
            try FuzzFinding.require(limit >= 0, "more units than bytes")
        }
    }
}
