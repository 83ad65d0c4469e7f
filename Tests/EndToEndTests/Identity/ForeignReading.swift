// SPDX-License-Identifier: Apache-2.0

// The same comparison without a line of ours: ffmpeg reads what was pushed and what was recorded.

extension MatrixCell {
    /// Whether other programs look at the recordings, too: of our own publisher, for each codec and format.
    var isCrossChecked: Bool {
        self.publisher == .aircheck && (self.scenario == .plain || self.scenario == .bFrames)
    }

    /// What ffmpeg finds different in a recording, and mp3val wrong.
    func crossCheck(_ recording: MatrixRecording, in format: MatrixFormat) async throws -> [String] {
        guard let path = recording.path else { return [] }
        var differences: [String] = []
        if format == .mp3 {
            let report = try await Tool.output(of: Programs.mp3val, [path])
            // That there is no ID3 tag is no fault.
            differences += report.split(separator: "\n").map(String.init).filter { line in
                (line.hasPrefix("WARNING") || line.hasPrefix("ERROR"))
                    && !line.hasSuffix("No supported tags in the file")
            }
            if self.pair.audio.isTranscodedToMP3 { return differences }
        }
        let folder = try TemporaryFolder()
        let pushed = folder.path + "/pushed.flv"
        // The same pictures in tags that ffmpeg reads.
        let video = self.pair.video == .legacyHEVC ? .hevc : self.pair.video
        let source = try await MatrixSource(MatrixPair(video: video, audio: self.pair.audio), self.scenario)
        try FLVFile.write(source.tags.map(\.tag), to: pushed)
        let wanted = try await self.list(pushed)
        let found = try await self.list(path)
        let audio = SourceTrack(coding: self.pair.audio)
        if found.videoHashes != (format.isAudio ? [] : wanted.videoHashes) {
            differences.append("other video to ffmpeg")
        }
        if found.audioHashes != (audio.isHeld(by: format) ? wanted.audioHashes : []) {
            differences.append("other audio to ffmpeg")
        }
        return differences
    }

    private func list(_ path: String) async throws -> PacketList {
        try await PacketList(of: path, video: self.pair.video.name, audio: self.pair.audio.name)
    }
}
