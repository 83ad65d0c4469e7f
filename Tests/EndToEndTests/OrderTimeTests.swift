// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite("The time of an order", .sharedMachine, .timeLimit(.minutes(60)))
struct OrderTimeTests {
    /// One frame.
    private static let frame = 1 / Double(SourceMedia.frameRate)
    /// What a loaded machine may need from our clock's look to the server's.
    private static let latency = 0.3

    /// What a publisher sent and when, to lay a recording beside.
    private struct Push {
        let packets: PacketList
        let video: [Double]
        let audio: [Double]

        /// The place of a recording's first and last packet in what was sent; everything between has to be there too.
        func range(of recording: Recording, _ track: KeyPath<PacketList, [PacketList.Packet]>) throws -> ClosedRange<
            Int
        > {
            let sent = self.packets[keyPath: track].map(\.hash)
            let recorded = recording.packets[keyPath: track].map(\.hash)
            let first = try #require(recorded.first.flatMap { sent.firstIndex(of: $0) })
            #expect(Array(sent.dropFirst(first).prefix(recorded.count)) == recorded)
            return first...(first + recorded.count - 1)
        }
    }

    @Test("an order made before the push takes it from its first packet, and ends at EndTime to the frame")
    func orderBeforePush() async throws {
        try await ServerProcess.run { server in
            let source = try await SourceMedia.bFrames.file(seconds: 10)
            let template = try await server.cloud.flvTemplate()
            let end = Wall.second + 6
            _ = try await server.cloud.order("room", until: end)
            _ = try await server.cloud.order("room", until: end, template: template)
            let push = try await Self.push(source, to: server.push("room"))

            for recording in try await server.recordings(of: "room", count: 2) {
                let video = try push.range(of: recording, \.video)
                let audio = try push.range(of: recording, \.audio)
                #expect(video.lowerBound == 0)
                #expect(audio.lowerBound == 0)
                Self.expect(push, video, audio, endAt: Double(end))
                try await recording.expectClean()
                if recording.format == .hls {
                    let text = String(try #require(recording.values(of: "EXT-X-PROGRAM-DATE-TIME").first))
                    let date = try Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(text)
                    #expect(abs(date.timeIntervalSince1970 - push.video[0]) < Self.latency)
                }
            }
        }
    }

    @Test("orders for a live stream begin with the last keyframe at or before StartTime: now, ahead and past")
    func orderInMidPush() async throws {
        try await ServerProcess.run { server in
            let source = try await SourceMedia.bFrames.file(seconds: 12)
            let template = try await server.cloud.flvTemplate()
            let url = server.push("room")
            async let pushing = Self.push(source, to: url)
            try await Task.sleep(for: .seconds(2.6))

            let asked = Wall.now
            let (end, ahead) = (Wall.second + 7, Wall.second + 3)
            _ = try await server.cloud.order("room", until: end, template: template)
            _ = try await server.cloud.order("room", from: Wall.second - 100, until: end - 1, template: template)
            _ = try await server.cloud.order("room", from: ahead, until: end - 2, template: template)
            let answered = Wall.now
            let push = try await pushing

            for recording in try await server.recordings(of: "room", count: 3) {
                let video = try push.range(of: recording, \.video)
                let audio = try push.range(of: recording, \.audio)
                let task = try #require(
                    [end, end - 1, end - 2].first {
                        abs(push.video[video.upperBound] - Double($0)) < Self.latency + Self.frame
                    })
                let start = task == end - 2 ? Double(ahead)...Double(ahead) : asked...answered
                #expect(video.lowerBound % SourceMedia.frameRate == 0, "begins with a keyframe")
                #expect(push.video[video.lowerBound] <= start.upperBound)
                let next = video.lowerBound + SourceMedia.frameRate
                #expect(push.video[next] > start.lowerBound - Self.latency)
                // The audio that belongs to the keyframe: none much older, none missing.
                let lead = recording.packets.audio[0].decode - recording.packets.video[0].decode
                #expect((-2_100...2_190).contains(lead), "audio begins \(lead) ticks after video")
                Self.expect(push, video, audio, endAt: Double(task))
                try await recording.expectClean()
            }
        }
    }

    @Test("a push that breaks and returns inside the window makes a second file")
    func brokenPush() async throws {
        try await ServerProcess.run { server in
            let source = try await SourceMedia.noBFrames.file()
            let tags = try FLVFile(path: source).tags
            let packets = try await PacketList(of: source)
            _ = try await server.cloud.order("room", until: Wall.second + 60)
            await #expect(throws: ConnectionCut.self) {
                try await LivePublisher.run(server.push("room")) { publisher in
                    try await publisher.send(tags.prefix(120), paced: false)
                    // A cut may take with it what the other side has not read yet.
                    try await server.hasReceived(tags.prefix(120))
                    throw ConnectionCut()
                }
            }
            let first = try await server.recordings(of: "room", count: 1)
            try await Publisher.ffmpeg.push(.noBFrames, to: server.push("room"))
            let both = try await server.recordings(of: "room", count: 2)

            #expect(both.first?.info["FileId"] == first.first?.info["FileId"])
            let sent = tags.prefix(120).count { $0.kind == .video && $0.isPacket }
            #expect(first.first?.packets.videoHashes == Array(packets.videoHashes.prefix(sent)))
            #expect(both.last?.packets.videoHashes == packets.videoHashes)
            for recording in both { try await recording.expectClean() }
        }
    }

    @Test("an order made after the push ended waits for the next push")
    func orderAfterPush() async throws {
        try await ServerProcess.run { server in
            try await Publisher.ffmpeg.push(.noBFrames, to: server.push("room"))
            _ = try await server.cloud.order("room", until: Wall.second + 60)
            try await server.recordSomethingElse()
            #expect(try await server.cloud.recordings(of: "room") == [])
            try await Publisher.ffmpeg.push(.bFrames, to: server.push("room"))
            let recordings = try await server.recordings(of: "room", count: 1)
            #expect(
                recordings.first?.packets.videoHashes
                    == (try await PacketList(of: SourceMedia.bFrames.file())).videoHashes)
        }
    }

    /// Publishes a file in real time and tells when each packet left.
    private static func push(_ file: String, to url: String) async throws -> Push {
        let tags = try FLVFile(path: file).tags
        let (video, audio) = try await LivePublisher.run(url) { publisher in
            try await publisher.send(tags)
            return (await publisher.videoDepartures, await publisher.audioDepartures)
        }
        return Push(packets: try await PacketList(of: file), video: video, audio: audio)
    }

    /// Nothing that came at EndTime or later is there but one frame at most, and nothing that came before is missing.
    private static func expect(
        _ push: Push, _ video: ClosedRange<Int>, _ audio: ClosedRange<Int>, endAt end: Double,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        for (departures, last) in [(push.video, video.upperBound), (push.audio, audio.upperBound)] {
            #expect(departures[last] < end + self.frame, sourceLocation: sourceLocation)
            #expect(last + 1 < departures.count, "ended before the push did", sourceLocation: sourceLocation)
            if last + 1 < departures.count {
                #expect(departures[last + 1] > end - self.latency, sourceLocation: sourceLocation)
            }
        }
    }
}
