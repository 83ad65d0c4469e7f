// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import Testing

@Suite struct ErrorCodeTests {
    @Test("has a sentence in both languages", arguments: ErrorCode.allCases)
    func sentences(code: ErrorCode) {
        #expect(code.sentence.hasSuffix(".") && code.sentence.utf8.allSatisfy { $0 < 0x80 })
        #expect(code.chineseSentence.hasSuffix("。") && code.chineseSentence != "请求失败。")
    }

    @Test("names the parameter in Chinese too where a code does nothing but name one")
    func parameter() {
        #expect(ErrorCode.sortValue.chineseSentence == "参数 `Sort` 的取值不正确。")
    }

    @Test("puts the particulars behind the Chinese sentence of a fault that has none of its own")
    func particulars() {
        let fault = APIFault(.invalidParameter, "StartTime must less than EndTime!")
        #expect(fault.message(in: .english) == "StartTime must less than EndTime!")
        #expect(fault.message(in: .chinese) == "参数错误。（StartTime must less than EndTime!）")
    }
}
