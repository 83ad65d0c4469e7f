// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
import RecordingTesting
import Testing

@Suite("Single file packager")
struct SingleFilePackagerTests {
    /// Drives a packager with files of at least a second, packet by packet.
    struct Driver {
        var packager: SingleFilePackager<TextMuxer>
        var batch = FileBatch()
        var files = MemoryFiles()
        var finished: [FinishedFile] = []

        init(_ kinds: [MediaKind], pattern: String = "f") throws {
            packager = SingleFilePackager(
                muxer: TextMuxer(), interval: .seconds(1),
                naming: FileNaming(pattern: try FileNamePattern(pattern), streamID: "s"))
            let tracks = try kinds.map { try makeTrack($0) }
            packager.start(tracks: tracks, origin: .zero, wall: .seconds(0), into: &batch)
        }

        /// Packets as words: `K0` a keyframe, `v40` another frame, `a20` audio; `+V1` a track's variant.
        mutating func play(_ words: String) throws {
            for word in words.split(separator: " ") {
                let number = try #require(Int64(word.drop { !$0.isNumber && $0 != "-" }))
                if word.hasPrefix("+") {
                    let track = try makeTrack(word.hasPrefix("+V") ? .video : .audio, variant: UInt8(number))
                    packager.change(track, into: &batch)
                    continue
                }
                let packet = makePacket(
                    word.hasPrefix("a") ? .audio : .video, at: number, isKeyframe: !word.hasPrefix("v"))
                let arrived = WallTime.seconds(1_000).advanced(by: packet.decodeTime)
                let file = packager.write(packet, arrived: arrived, isDiscontinuous: false, into: &batch)
                if let file { finished.append(file) }
                try files.apply(batch.take())
            }
        }

        mutating func finish() throws -> [String] {
            if let file = packager.finish(end: .zero, into: &batch) { finished.append(file) }
            try files.apply(batch.take())
            return files.files.map(\.contents)
        }
    }

    @Test(
        "cuts so that no packet is lost, doubled, or before its file's zero",
        arguments: [
            // An interval has passed, but only a keyframe cuts.
            (
                "VA", "K0 a0 v500 a510 v1000 a1010 K1500 a1510 v1540",
                [
                    "VA@0[K0:0 a0:0 v500:500 a510:510 v1000:1000 a1010:1010 ]", "VA@1500[K1500:0 a1510:10 v1540:40 ]",
                ]
            ),
            // Audio of the old file follows the keyframe that begins the new one.
            (
                "VA", "K0 a0 a980 K1000 v1040 a990 a999 a1000 a1020",
                [
                    "VA@0[K0:0 a0:0 a980:980 a990:990 a999:999 ]", "VA@1000[K1000:0 v1040:40 a1000:0 a1020:20 ]",
                ]
            ),
            // Audio ahead of the keyframe stays where it is.
            ("VA", "K0 a0 a1010 K1000 a1030", ["VA@0[K0:0 a0:0 a1010:1010 ]", "VA@1000[K1000:0 a1030:30 ]"]),
            // Audio has stopped: the wait ends after a second, and what comes later is not held against it.
            (
                "VA", "K0 a0 K1000 v1500 v2001 a2010",
                ["VA@0[K0:0 a0:0 ]", "VA@1000[K1000:0 v1500:500 v2001:1001 a2010:1010 ]"]
            ),
            // At the beginning, the earlier track makes the zero.
            ("VA", "K100 a80 a101 v140", ["VA@80[K100:20 a80:0 a101:21 v140:60 ]"]),
            ("VA", "K100 v140 v1101", ["VA@100[K100:0 v140:40 v1101:1001 ]"]),
            (
                "A", "a0 a500 a999 a1000 a1500 a2000",
                ["A@0[a0:0 a500:500 a999:999 ]", "A@1000[a1000:0 a1500:500 ]", "A@2000[a2000:0 ]"]
            ),
            ("V", "K0 v500 K999 K1000 v1100", ["V@0[K0:0 v500:500 K999:999 ]", "V@1000[K1000:0 v1100:100 ]"]),
            // Video was announced and never comes.
            ("VA", "a0 a500 a1001 a1500", ["VA@0[a0:0 a500:500 ]", "VA@1001[a1001:0 a1500:499 ]"]),
            // The recording ends while a cut waits.
            ("VA", "K0 a0 K1000 v1040", ["VA@0[K0:0 a0:0 K1000:1000 v1040:1040 ]"]),
            ("VA", "K0", ["VA@0[K0:0 ]"]),
            ("VA", "", []),
        ])
    func cuts(tracks: String, packets: String, expected: [String]) throws {
        var driver = try Driver(tracks == "VA" ? [.video, .audio] : tracks == "V" ? [.video] : [.audio])
        try driver.play(packets)
        #expect(try driver.finish() == expected)
    }

    @Test(
        "cuts only where a file has to end, whatever the times do",
        arguments: [
            // Backwards is jitter: greater steps never come here.
            ("K5000 a5000 v5900 v5000 a5010", ["VA@5000[K5000:0 a5000:0 v5900:900 v5000:0 a5010:10 ]"]),
            // Beyond what the file can tell.
            ("K0 a0 v1000001 a1000002", ["VA@0[K0:0 a0:0 ]", "VA@1000001[v1000001:0 a1000002:1 ]"]),
        ])
    func limits(packets: String, expected: [String]) throws {
        var driver = try Driver([.video, .audio])
        try driver.play(packets)
        #expect(try driver.finish() == expected)
    }

    @Test("passes on new and changed tracks once, in their place, also while a cut waits")
    func changes() throws {
        var driver = try Driver([.video])
        try driver.play("+V0 K0 +V0 v40 +A0 a50 +A0 K1000 +V1 v1040 +V1 a1010 a2000")
        #expect(
            try driver.finish() == [
                "V@0[K0:0 v40:40 +A:40 a50:50 ]", "VA@1000[K1000:0 +V:0 v1040:40 a1010:10 a2000:1000 ]",
            ])
    }

    @Test("bounds the wait for a track that has stopped by packets, too")
    func boundsWait() throws {
        var driver = try Driver([.video, .audio])
        try driver.play("K0 a0 K1000 " + String(repeating: "v1001 ", count: 254))
        #expect(driver.finished.isEmpty)
        try driver.play("v1001")
        #expect(driver.finished.count == 1)
    }

    @Test("tells title, path, size and facts of each file")
    func describes() throws {
        var driver = try Driver([.video, .audio], pattern: "{StreamID}-{StartSecond}-{EndSecond}")
        try driver.play("K0 a0 v500 K1000 a1010 v1540 a1560")
        let contents = try driver.finish()
        #expect(driver.finished.map(\.title) == ["s-40-40", "s-41-41"])
        #expect(driver.finished.map(\.path) == ["s-40-40.txt", "s-41-41.txt"])
        #expect(driver.files.files.map(\.name) == driver.finished.map(\.path))
        #expect(driver.finished.map(\.size) == contents.map { Int64($0.utf8.count) })
        #expect(driver.finished.map(\.facts.begun) == [.seconds(1_000), .seconds(1_001)])
        #expect(driver.finished.map { $0.facts.ended.microseconds } == [1_000_500_000, 1_001_560_000])
        #expect(driver.finished.map(\.facts.video?.packets) == [2, 2])
        #expect(driver.finished.map(\.facts.audio?.packets) == [1, 2])
    }

    @Test("numbers files that would have the same title")
    func numbersTitles() throws {
        var driver = try Driver([.audio], pattern: "{StreamID}")
        try driver.play("a0 a1000 a2000 a3000")
        _ = try driver.finish()
        #expect(driver.finished.map(\.path) == ["s.txt", "s_2.txt", "s_3.txt", "s_4.txt"])
    }

    @Test("loses and reorders nothing of loosely interleaved streams", arguments: 0..<50 as Range<UInt64>)
    func keepsEverything(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var words: [(time: Int64, order: Int64, word: String)] = []
        for index in 0..<300 as Range<Int64> {
            let late = Int64.random(in: 0...300, using: &random)
            words.append((index * 40, index * 40, (index % 10 == 0 ? "K" : "v") + "\(index * 40)"))
            words.append((index * 23, index * 23 + late, "a\(index * 23)"))
        }
        // Tracks keep their order; audio is late by what the latest before it was at least.
        let video = words.filter { !$0.word.hasPrefix("a") }
        var delay: Int64 = 0
        let audio = words.filter { $0.word.hasPrefix("a") }.map { word in
            delay = max(delay, word.order)
            return (time: word.time, order: delay, word: word.word)
        }
        let mixed = (video + audio).sorted { ($0.order, $0.time) < ($1.order, $1.time) }.map(\.word)
        var driver = try Driver([.video, .audio])
        try driver.play(mixed.joined(separator: " "))
        let files = try driver.finish()
        #expect(files.count > 5)
        var packets: [Substring] = []
        for file in files {
            let body = file.drop { $0 != "[" }.dropFirst().dropLast(2)
            for entry in body.split(separator: " ") {
                let parts = entry.split(separator: ":")
                packets.append(try #require(parts.first))
                #expect(parts.last.flatMap { Int64($0) }.map { $0 >= 0 } == true, "\(entry) in \(file)")
            }
        }
        for letters in ["Kv", "a"] {
            #expect(
                packets.filter { letters.contains($0.prefix(1)) }.map(String.init)
                    == mixed.filter { letters.contains($0.prefix(1)) })
        }
    }
}
