/**
 * The licences of datasets, with their addresses. `state-use`: for the work of state bodies only, under an agreement.
 * @law Nghị định 47/2020/NĐ-CP, Điều 17, 21 (dữ liệu mở được tự do dùng, phải ghi nguồn)
 */
export const licences = {
  'CC-BY-4.0': {
    title: 'Creative Commons Attribution 4.0',
    url: 'https://creativecommons.org/licenses/by/4.0/',
    open: true,
  },
  'CC0-1.0': {
    title: 'Creative Commons CC0 1.0',
    url: 'https://creativecommons.org/publicdomain/zero/1.0/',
    open: true,
  },
  'state-use': {
    title: 'State use under agreement (Decree 47/2020)',
    url: 'urn:kinh-bac:licence:state-use',
    open: false,
  },
} as const
