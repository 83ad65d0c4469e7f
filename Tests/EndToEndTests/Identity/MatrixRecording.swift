// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
import Inspection
import Media
import NIOCore

/// One recording of the matrix as it lies in the server's data folder: its manifest, and what is in its file.
struct MatrixRecording: Sendable {
    let folder: String
    let manifest: JSON

    /// The recordings of a stream, once as many as expected are complete.
    static func all(of stream: String, in data: String, count: Int) async throws -> [MatrixRecording] {
        let parent = "\(data)/media/127.0.0.1/live/\(stream)"
        return try await eventually("\(count) recordings of \(stream)", every: .milliseconds(20)) {
            let folders = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
            let recordings = folders.compactMap { MatrixRecording("\(parent)/\($0)") }
            return recordings.count == count ? recordings : nil
        }
    }

    /// nil while the recording goes on.
    private init?(_ folder: String) {
        guard let bytes = FileManager.default.contents(atPath: folder + "/recording.json"),
            let manifest = try? JSONDecoder().decode(JSON.self, from: bytes), manifest["is_complete"] == .boolean(true)
        else { return nil }
        self.folder = folder
        self.manifest = manifest
    }

    var format: String? { self.manifest["format"].string }

    /// The file that is handed out.
    var path: String? { self.manifest["files"][0]["name"].string.map { "\(self.folder)/\($0)" } }

    /// Reads the files with the strict reader: their packets one after another, and what it says of each.
    @concurrent func inspect() async throws -> (packets: [InspectedPacket], reports: [InspectionReport]) {
        let packets = Packets()
        let inspector = FileInspector(folder: Files(path: self.folder)) { packets.list.append($0) }
        let names = (self.manifest["files"].array ?? []).compactMap { $0["name"].string }
        let reports = try names.map { try inspector.inspect($0) }
        return (packets.list, reports)
    }

    /// The SHA-256 of a file that the manifest names.
    func digest(of name: String) -> String? {
        FileManager.default.contents(atPath: "\(self.folder)/\(name)").map { bytes in
            SHA256.hash(data: bytes).map { byte in
                let digits = String(byte, radix: 16)
                return digits.count == 1 ? "0" + digits : digits
            }
            .joined()
        }
    }

    private final class Packets {
        var list: [InspectedPacket] = []
    }

    private struct Files: FileSource {
        let path: String

        func open(_ name: String) -> (any ByteSource)? {
            FileManager.default.contents(atPath: "\(self.path)/\(name)").map { ByteBuffer(bytes: $0) }
        }
    }
}
