// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
import Testing

@testable import MP4

@Suite("MP4 of a whole day", .timeLimit(.minutes(30)))
struct DayTests {
    private static let seconds: Int64 = 86_400
    /// A part of the day is enough to know its size: tables grow evenly.
    ///
    /// All of it has 2.16 million pictures and 4.05 million frames of sound, which took 32 MiB in memory and 58 MiB in the file.
    private static let part: Int64 = 16

    @Test("keeps its tables small, with B-frames and with milliseconds that don't divide the frames of sound")
    func tables() throws {
        var tracks = [
            MovieTrack(id: 1, configuration: try Samples.avc().configuration),
            MovieTrack(id: 2, configuration: try Samples.aac("1190").configuration),
        ]
        var chunk: [SampleFigures] = []
        var audio: Int64 = 0
        // A fragment lasts eight pictures, the first count that is 0.3 s.
        for number in 0..<Self.seconds * 25 / 8 / Self.part {
            chunk.removeAll(keepingCapacity: true)
            for index in number * 8..<(number + 1) * 8 {
                chunk.append(
                    SampleFigures(
                        decodeTime: index * 3_600, duration: 3_600,
                        compositionOffset: [7_200, 14_400, 3_600, 3_600][Int(index % 4)],
                        isSync: index % 50 == 0, size: 20_000))
            }
            tracks[0].table.append(chunk: chunk, description: 1, offset: number * 300_000)
            chunk.removeAll(keepingCapacity: true)
            while audio * 1_024 < (number + 1) * 15_360 {
                // Milliseconds, as RTMP has them: 21, 21 and 22.
                let (time, next) = (audio * 1_024 / 48, (audio + 1) * 1_024 / 48)
                chunk.append(
                    SampleFigures(
                        decodeTime: time * 48, duration: UInt32((next - time) * 48), compositionOffset: 0, isSync: true,
                        size: 350))
                audio += 1
            }
            tracks[1].table.append(chunk: chunk, description: 1, offset: number * 300_000 + 200_000)
        }
        #expect(tracks.map(\.table.sampleCount) == [2_160_000 / 16, 4_050_000 / 16])
        let kept = tracks.reduce(0) { $0 + $1.table.byteCount }
        let expected = Movie.plainByteCount(tracks, usesLargeOffsets: true)
        var bytes = ByteBuffer()
        bytes.reserveCapacity(minimumWritableBytes: expected)
        Movie.writePlain(&tracks, shift: 0, usesLargeOffsets: true, into: &bytes)
        print("MP4 a day: tables \(kept >> 6) KiB in memory, movie box \(bytes.readableBytes >> 6) KiB")
        #expect(bytes.readableBytes == expected)
        #expect(kept * Int(Self.part) < 34 << 20)
        #expect(bytes.readableBytes * Int(Self.part) < 64 << 20)
        #expect(tracks.allSatisfy { $0.table.byteCount == 0 })
    }

    @Test("tells times to the millisecond, past what 32 bits hold")
    func times() throws {
        var muxer = MP4Muxer()
        var bytes = ByteBuffer()
        var last = ByteBuffer()
        try muxer.start(tracks: [Samples.avc(), Samples.aac()], origin: .seconds(5), into: &bytes)
        // A picture every four seconds and every two hundredth frame of sound, on milliseconds that were cut off.
        var sounds: Int64 = 0
        for second in stride(from: 0, to: Self.seconds, by: 4) {
            while Self.soundTime(sounds) < second * 1_000 {
                try muxer.write(Samples.sound(at: 5_000 + Self.soundTime(sounds)), into: &bytes)
                sounds += 1
            }
            try muxer.write(Samples.frame(at: 5_000 + second * 1_000, offset: 1, isKeyframe: true), into: &bytes)
            bytes.clear()
        }
        _ = muxer.complete(into: &last)
        let fragment = Int(try #require(last.getInteger(at: 0, as: UInt32.self)))
        let media = Int(try #require(last.getInteger(at: fragment, as: UInt32.self)))
        last.moveReaderIndex(forwardBy: fragment + media)
        let box = Box(
            type: "moov", offset: 0,
            payload: try #require(last.getSlice(at: last.readerIndex + 8, length: last.readableBytes - 8)))
        let movie = try MovieReader(box)
        #expect(movie.faults.isEmpty, "\(movie.faults)")
        let pictures = try #require(movie.tracks.first)
        #expect(pictures.mediaDuration == (Self.seconds - 4) * 90_000 + 3_600)
        #expect(pictures.mediaDuration > Int64(UInt32.max))
        let sound = try #require(movie.tracks.last)
        #expect(sound.samples.count == Int(sounds))
        for (index, sample) in sound.samples.enumerated() where index % 97 == 0 {
            #expect(sample.decodeTime == Self.soundTime(Int64(index)) * 90)
        }
        // The last frame lasts the 1,024 samples that the configuration says.
        #expect(sound.mediaDuration == Self.soundTime(sounds - 1) * 90 + 2_090)
    }

    /// Milliseconds of each two hundredth frame at 44.1 kHz.
    private static func soundTime(_ index: Int64) -> Int64 { index * 2_048_000 / 441 }
}
