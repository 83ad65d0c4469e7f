// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite("Browsers", .sharedMachine, .timeLimit(.minutes(60)))
struct BrowserTests {
    private static let seconds = 4
    private static let frameRate = 25

    @Test("play HLS from /media/, each picture at its time, to the end", arguments: ["auto", "fmp4"])
    func chromium(segments: String) async throws {
        try await ServerProcess.run(["--hls-segments", segments]) { server in
            _ = try await server.cloud.order("room", until: Wall.second + 60)
            try await Publisher.push(tagsOf: try await Self.counter(), to: server.push("room"))
            let info = try #require(try await server.cloud.recordings(of: "room", count: 1).first)
            let url = try #require(info["BasicInfo"]["MediaUrl"].string)

            let output = try await Tool.output(
                of: Programs.python, [Programs.clients + "/browser.py", Programs.chromium, url])
            let played = try JSON(text: output)
            #expect(played["error"] == .null)
            #expect(played["ended"] == true)
            let samples = try #require(played["samples"].array)
            // A busy machine may leave out pictures, but not most of them.
            #expect(samples.count > Self.seconds * Self.frameRate / 2)
            for sample in samples {
                let time = try #require(sample[0].double)
                #expect(sample[1].integer == Int64((time * Double(Self.frameRate)).rounded()), "\(sample.text)")
            }
            let numbers = samples.compactMap(\.[1].integer)
            #expect(numbers == numbers.sorted())
            #expect(played["last"].integer == Int64(Self.seconds * Self.frameRate - 1))
            #expect(abs(try #require(played["duration"].double) - Double(Self.seconds)) < 0.15)
        }
    }

    /// A film whose pictures show their number: 16 blocks side by side, its binary digits, the least one left.
    private static func counter() async throws -> String {
        let digits = "if(mod(floor(N/pow(2,floor(X/20))),2),235,16)"
        return try await Workshop.shared.file(
            "counter",
            by: ["-f", "lavfi", "-i", "color=black:size=320x180:rate=\(self.frameRate):duration=\(self.seconds)"]
                + ["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=44100:duration=\(self.seconds)"]
                + ["-vf", "geq=lum='\(digits)':cb=128:cr=128", "-pix_fmt", "yuv420p", "-c:v", "libx264"]
                + ["-preset", "veryfast", "-bf", "2", "-g", "\(self.frameRate)", "-threads", "1", "-c:a", "aac"]
                + ["-f", "flv"])
    }
}
