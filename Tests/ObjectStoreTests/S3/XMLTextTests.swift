// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ObjectStore

@Suite("XMLText")
struct XMLTextTests {
    @Test("finds elements with and without attributes, and none whose name only begins so")
    func finds() {
        let xml = XMLText(
            "<R xmlns=\"http://s3.amazonaws.com/\"><PartNumberMarker>9</PartNumberMarker>"
                + "<Part><PartNumber>1</PartNumber><ETag>&quot;a&amp;lt;&quot;</ETag></Part><Part><PartNumber>2</PartNumber></Part></R>"
        )
        #expect(xml.elements("R").count == 1)
        #expect(xml.elements("Part").map { $0.first("PartNumber") } == ["1", "2"])
        #expect(xml.first("ETag") == "\"a&lt;\"")
        #expect(xml.first("None") == nil)
    }

    @Test("takes what is cut off or no XML as nothing", arguments: ["", "<", "<Code", "<Code>x", "<Code >", "</Code>"])
    func broken(text: String) {
        #expect(XMLText(text).first("Code") == nil)
    }
}
