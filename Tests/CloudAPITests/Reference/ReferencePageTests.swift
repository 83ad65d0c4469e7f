// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import Foundation
import Testing

@Suite("The reference page")
struct ReferencePageTests {
    private static let root: URL = {
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { root.deleteLastPathComponent() }
        return root
    }()

    @Test("is what the action table says; `make reference` writes it")
    func upToDate() async throws {
        let file = Self.root.appendingPathComponent("docs/api.md")
        let text = try await ReferencePage.text()
        if ProcessInfo.processInfo.environment["AIRCHECK_WRITE_REFERENCE"] != nil {
            try Data(text.utf8).write(to: file)
        }
        let written = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        let difference = text.split(separator: "\n").difference(from: written)
        #expect(difference.isEmpty, "run `make reference`")
    }

    @Test("has codes that the official SDK knows for the service")
    func officialCodes() throws {
        for action in ActionTable.actions {
            let definition = action.definition
            let folder =
                "tencentcloud/\(definition.service.rawValue)/v\(definition.service.version.filter { $0 != "-" })"
            let known = try String(contentsOf: OfficialService.sitePackages(folder + "/errorcodes.py"), encoding: .utf8)
            #expect(definition.errors == definition.errors.sorted { $0.rawValue < $1.rawValue }, "\(definition.name)")
            for code in definition.errors {
                let isKnown = known.contains("'\(code.rawValue)'")
                #expect(isKnown, "\(definition.name) \(code.rawValue)")
            }
        }
    }
}
