// SPDX-License-Identifier: Apache-2.0

import Foundation
import Media
import NIOCore
import RecordingTesting

/// ffprobe, which counts a file's packets.
enum Probe {
    static let isInstalled = ForeignProgram.areInstalled("ffprobe")

    /// The packets of each kind; none of a file that it can't open.
    static func packets(in bytes: ByteBuffer, named name: String) throws -> [MediaKind: Int] {
        try ForeignProgram.withFolder { folder in
            try Data(bytes.readableBytesView).write(to: folder.appendingPathComponent(name))
            let arguments = ["-v", "quiet", "-count_packets", "-show_entries", "stream=codec_type,nb_read_packets"]
            let printed = try? ForeignProgram.run(["ffprobe"] + arguments + ["-of", "csv=p=0", name], in: folder)
            var packets: [MediaKind: Int] = [:]
            for line in printed?.output.split(separator: "\n") ?? [] {
                let fields = line.split(separator: ",")
                guard fields.count == 2, let count = Int(fields[1]) else { continue }
                packets[fields[0] == "video" ? .video : .audio] = count
            }
            return packets
        }
    }
}
