// SPDX-License-Identifier: Apache-2.0

import Inspection
import NIOCore
import RecordingTesting
import Testing

@Suite("Hostile files")
struct HostileFileTests {
    @Test("cut off at any byte are never without a fault: FLV")
    func flv() throws {
        let files = try TestFiles.flv(Samples.recording(milliseconds: 200))
        for length in 0..<files.bytes.readableBytes {
            var cut = files
            cut.bytes.moveWriterIndex(to: length)
            #expect(try !cut.inspect().isFaultless, "\(length)")
        }
    }

    @Test("cut off at any byte are without a fault only where a frame ends")
    func frames() throws {
        for files in [
            try TestFiles.transportStream(Samples.recording(milliseconds: 200)), try .adts(), .mp3(count: 3),
        ] {
            let whole = try files.packets().packets.map(\.payload)
            for length in 0..<files.bytes.readableBytes {
                var cut = files
                cut.bytes.moveWriterIndex(to: length)
                let (packets, report) = try cut.packets()
                #expect(whole.starts(with: packets.map(\.payload)))
                guard report.isFaultless else { continue }
                #expect(report.format != .mpegTS || length % 188 == 0, "\(length)")
            }
        }
    }

    @Test("cut off at any byte are never without a fault: MP4")
    func mp4() throws {
        let files = try TestFiles.mp4(Samples.recording(milliseconds: 200))
        for length in 0..<files.bytes.readableBytes {
            var cut = files
            cut.bytes.moveWriterIndex(to: length)
            #expect(try !cut.inspect().isFaultless, "\(length)")
        }
    }

    @Test("cut off at any byte are never without a fault: playlists")
    func playlists() throws {
        let files = try TestFiles.fragments()
        for length in 0..<files.bytes.readableBytes {
            var cut = files
            cut.bytes.moveWriterIndex(to: length)
            #expect(try !cut.inspect().isFaultless, "\(length)")
        }
    }

    @Test("with any bytes changed are read to their end", arguments: 0..<5 as Range<UInt64>)
    func mutations(seed: UInt64) throws {
        var numbers = SeededGenerator(seed: seed)
        let samples = [
            try TestFiles.flv(Samples.recording(milliseconds: 300)), try .adts(),
            try .transportStream(Samples.recording(milliseconds: 300)),
            try .hls(Samples.recording(milliseconds: 2_200)), .mp3(), try .mp4(Samples.recording(milliseconds: 300)),
            try .fragments(),
        ]
        for _ in 0..<100 {
            for files in samples {
                var files = files
                guard let name = files.files.keys.sorted().randomElement(using: &numbers),
                    var bytes = files.files[name]
                else { continue }
                for _ in 0..<Int.random(in: 1...6, using: &numbers) {
                    let index = Int.random(in: 0..<bytes.readableBytes, using: &numbers)
                    bytes.setInteger(UInt8.random(in: 0...255, using: &numbers), at: index)
                }
                files.files[name] = bytes
                let report = try files.inspect()
                #expect(report.faults.count <= 100 && report.remarks.count <= 100 && report.gaps.count <= 100)
                #expect(report.faultCount >= report.faults.count)
            }
        }
    }
}
