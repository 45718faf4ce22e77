import type { ReceiptPaper } from '../contract.ts'

/** A made-up receipt of the usual length, for tests and for looking at. */
export const usualReceipt: ReceiptPaper = {
  synthetic: true,
  issuedAt: '2019-03-05T08:30:00+07:00',
  head: {
    superior: 'Ủy ban nhân dân tỉnh Bắc Ninh',
    agency: 'Trung tâm Hành chính công',
    number: null,
    place: 'Bắc Ninh',
  },
  dossierCode: '000.00.14.H05-190305-0001',
  trackingUrl: 'https://dichvucong.example.vn/tra-cuu?ma=000.00.14.H05-190305-0001',
  accessKey: 'K7QM-4T2X-9WPD',
  book: null,
  serial: null,
  oneStop: 'Trung tâm Hành chính công tỉnh Bắc Ninh',
  applicant: {
    kind: 'enterprise',
    name: 'Công ty TNHH Bưu chính Minh Họa',
    identifier: '0100000000',
    address: 'Số 1 đường Minh Họa, phường Suối Hoa, thành phố Bắc Ninh',
    phone: '0222 000 0000',
    email: null,
  },
  submitter: {
    kind: 'person',
    name: 'Nguyễn Thị Quỳnh Hương',
    identifier: null,
    address: null,
    phone: '0900 000 000',
    email: null,
  },
  request: 'Cấp giấy phép bưu chính',
  components: [
    { title: 'Giấy đề nghị cấp giấy phép bưu chính', form: 'original', count: 1, note: null },
    {
      title: 'Giấy chứng nhận đăng ký doanh nghiệp có ngành, nghề kinh doanh bưu chính',
      form: 'certified',
      count: 1,
      note: null,
    },
    { title: 'Điều lệ tổ chức và hoạt động của doanh nghiệp', form: 'copy', count: 2, note: null },
    { title: 'Phương án kinh doanh', form: 'electronic', count: 1, note: null },
  ],
  sets: 3,
  receivedAt: '2019-03-05T01:30:00Z',
  term: { value: 5, unit: 'working-day', appointmentAt: '2019-03-12T08:30:00+07:00' },
  returnBy: 'counter',
  returnPlace: 'số 1 đường Minh Họa, thành phố Bắc Ninh',
  laterStages: [],
  fee: null,
  copies: 2,
  receiverName: 'Trần Đức Thắng',
}

/** A receipt with everything that is long: 24 papers, unbroken words, linked steps. */
export const longReceipt: ReceiptPaper = {
  ...usualReceipt,
  synthetic: false,
  head: {
    ...usualReceipt.head,
    agency:
      'Bộ phận tiếp nhận và trả kết quả giải quyết thủ tục hành chính Sở Thông tin và Truyền thông tỉnh Bắc Ninh',
    number: '128/TNHS',
  },
  request:
    'Cấp lại giấy phép thiết lập mạng viễn thông công cộng sử dụng băng tần số vô tuyến điện, có phạm vi thiết lập mạng trong một tỉnh, thành phố trực thuộc trung ương (trường hợp giấy phép bị mất, bị rách, bị cháy hoặc bị tiêu hủy dưới hình thức khác)',
  applicant: {
    ...usualReceipt.applicant,
    email: 'mot-dia-chi-thu-dien-tu-rat-dai-khong-co-khoang-trang@congtyminhhoabuuchinh.example.vn',
  },
  components: Array.from({ length: 24 }, (_, index) => ({
    title:
      index === 5
        ? 'Tàiliệukhôngcókhoảngtrắng'.repeat(12)
        : `${'Bản sao văn bằng, chứng chỉ của người chịu trách nhiệm nội dung và danh sách thành viên sáng lập; '.repeat(index === 6 ? 30 : index % 3)}giấy tờ thứ ${index + 1}`,
    form: 'certified' as const,
    count: index + 1,
    note: index % 5 === 0 ? 'thay bằng dữ liệu của Cơ sở dữ liệu quốc gia về đăng ký doanh nghiệp' : null,
  })),
  laterStages: [
    { name: 'Thẩm định của Bộ Thông tin và Truyền thông', appointmentAt: '2019-04-03T08:00:00+07:00' },
    { name: 'Trả kết quả', appointmentAt: null },
  ],
  fee: '2.000.000 đồng, nộp trực tuyến',
  returnBy: 'post',
}
