// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import AircheckServer

@Suite("Ready file")
struct ReadyFileTests {
    @Test("tells process and addresses as JSON, over what a killed server left, and goes away")
    func write() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/ready.json"
        try Data("left".utf8).write(to: URL(filePath: path))
        try ReadyFile(pid: 7, rtmp: "127.0.0.1:1935", http: "[::1]:8080").write(to: path)
        let text = try Data(contentsOf: URL(filePath: path))
        let object = try #require(try JSONSerialization.jsonObject(with: text) as? [String: Any])
        #expect(object["pid"] as? Int == 7)
        #expect(object["rtmp"] as? String == "127.0.0.1:1935")
        #expect(object["http"] as? String == "[::1]:8080")
        #expect(object.count == 3)
        ReadyFile.remove(path)
        ReadyFile.remove(path)
        #expect(!FileManager.default.fileExists(atPath: path))
    }
}
