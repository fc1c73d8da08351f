/// The passwords that are tried first against every account, as far as they are long enough to be
/// set at all.
enum CommonPasswords {
  /// Whether the password is one of them, in whatever case.
  static func contain(_ password: String) -> Bool {
    let wanted = Array(password.lowercased().utf8)
    // A few kilobytes of constant text, looked through once for each password that is set: cheaper
    // to keep than a table, and nothing beside the hash that follows.
    return list.withUTF8Buffer { text in
      text.split(separator: UInt8(ascii: " ")).contains { $0.elementsEqual(wanted) }
    }
  }

  /// In small letters, separated by blanks.
  private static let list: StaticString = """
    !@#$%^&* !@#$%^&*( !@#$%^&*() !qaz2wsx !qaz@wsx 00000000 000000000 0000000000 01010101 \
    01234567 012345678 0123456789 02020202 10101010 10203040 1020304050 11111111 111111111 \
    1111111111 11112222 11223344 1122334455 112233445566 11235813 12121212 123123123 123123123a \
    123321123 12341234 12344321 123454321 1234554321 123456654321 12345678 123456789 1234567890 \
    12345678910 123456789a 123456789q 12345678a 12345678q 1234567a 1234567q 123456aa 123456ab \
    123456abc 123456qwe 123456qwerty 12345qwert 1234abcd 1234asdf 1234qwer 13131313 13579246 \
    135792468 1357924680 14141414 147258369 147852369 15151515 159357258 159357456 159753456 \
    16161616 17171717 18181818 19191919 19831983 19841984 19851985 19861986 19871987 19881988 \
    19891989 19901990 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1qaz!qaz 1qaz1qaz 1qaz2wsx 1qaz2wsx3edc \
    1qaz@wsx 1qazxsw2 20002000 20102010 20202020 21212121 22222222 222222222 23232323 24242424 \
    25252525 31313131 31415926 314159265 314159265358 33333333 333333333 44444444 55555555 \
    555555555 5555555555 66666666 69696969 741852963 77777777 777777777 7777777777 78787878 \
    789456123 80808080 87654321 876543210 88888888 888888888 8888888888 963852741 98765432 \
    987654321 9876543210 98989898 99887766 99999999 999999999 9999999999 a1234567 a12345678 \
    a123456789 a1b2c3d4 a1b2c3d4e5 a1s2d3f4 aa123456 aa12345678 aaaa1111 aaaaaaaa aaaaaaaaa \
    aaaaaaaaaa ab123456 abc12345 abc123456 abc1234567 abc123abc abc123abc123 abc@1234 abcabc123 \
    abcd1234 abcd12345 abcd123456 abcd@1234 abcdabcd abcde123 abcde12345 abcdef12 abcdef123 \
    abcdefg1 abcdefg123 abcdefgh abcdefghi abcdefghij abcdefghijk abdullah access123 access14 \
    admin123 admin1234 admin12345 admin123456 admin2020 admin2023 admin2024 admin@123 admin@1234 \
    adminadmin administrator administrator1 ahmed123 alejandra alejandro alexande alexander \
    alexander1 alexandra alhamdulillah amanda123 amazon123 america1 andrew123 angel123 angelica \
    angelina angels123 anthony1 anthony123 apple123 arsenal1 arsenal123 asd12345 asd123456 \
    asd123asd asdasd123 asdasdasd asdf1234 asdf12345 asdfasdf asdfghjk asdfghjkl asdfghjkl1 \
    asdfjkl1 asdfqwer asdqwe123 asdzxc123 ashley123 azerty12 azerty123 azertyui azertyuiop \
    babyboo1 babyboy1 babygirl babygirl1 babylove banana123 barcelona barcelona1 baseball \
    baseball1 basketball basketball1 bbbbbbbb beautiful beautiful1 benjamin benjamin1 bigdaddy \
    bismillah bitcoin1 bitcoin123 blessed1 blessing blessing1 blink182 blueberry brandon1 \
    brandon123 brittany brother1 butterfly butterfly1 carolina caroline catherine cccccccc \
    celtic1888 changeme changeme1 changeme123 charlie1 charlie123 charlotte cheese123 chelsea1 \
    chelsea123 cherry123 chocolate chocolate1 christian christina christine christmas \
    christopher chukwuma computer computer1 computer123 cookie123 cowboys1 cricket1 cristina \
    cupcakes daddy123 daniel123 danielle danielle1 database david123 dddddddd december default1 \
    demo1234 developer diamond1 dolphin1 dolphins dragon12 dragon123 dragonball dragons1 \
    dropbox1 eeeeeeee elephant elizabeth elizabeth1 everton1 facebook facebook1 facebook123 \
    family123 fatima123 february fernando ffffffff flower123 flowers1 football football1 \
    football12 football123 forever1 forever21 francesco francisco frederick freedom1 freedom123 \
    friends1 friends123 gabriel1 gabriela gangster george123 ghana123 giovanni gmail123 godbless \
    godisable godisgood godisgood1 godisgreat godislove google123 gorgeous grandma1 guest123 \
    guest1234 guitar123 hallelujah hannah123 happiness happy123 harley123 harrypotter heather1 \
    hello123 hello1234 hello12345 hello@123 hellohello hellokitty helloworld hockey123 hotmail1 \
    hunter123 ibrahim1 ilovegod ilovegod1 iloveme1 iloveme123 ilovemom ilovemum ilovemyself \
    iloveu123 iloveyou iloveyou! iloveyou1 iloveyou12 iloveyou123 iloveyou2 india123 india@123 \
    indonesia instagram instagram1 internet internet1 isabella isabelle jackson1 january1 \
    jasmine1 jennifer jennifer1 jeremiah jessica1 jessica123 jesus123 jesus777 jesuschrist \
    jesusislord jesuslovesme johnny123 jonathan jonathan1 jordan123 jordan23 joseph123 joshua123 \
    justin123 juventus kenya123 kimberly kingkong kkkkkkkk kuwait123 lagos123 lakers24 lauren123 \
    leonardo letmein! letmein1 letmein12 letmein123 letmeinnow linkedin linkedin1 liverpool \
    liverpool1 lkjhgfdsa login123 lol12345 lollipop london123 lovelove lovely123 loverboy \
    lovergirl lovers123 loveyou1 loveyou123 madison1 manchester manunited manutd123 margaret \
    maria123 marie123 marina123 martin123 master12 master123 masterkey matthew1 matthew123 \
    maverick maxwell1 melissa1 mercedes mercedes1 metallica metallica1 michael1 michael123 \
    michelle michelle1 microsoft midnight mnbvcxz1 mnbvcxzlkj mohamed123 mohammed mommy123 \
    monica123 monkey12 monkey123 monkey1234 monster1 monster123 mother123 motherof3 muhammad \
    muhammad1 mummy123 mustang1 mychildren myfamily mylove123 mylover1 mynameis mypassword \
    myspace1 mysql123 naruto123 nathan123 newpassword nicholas nicholas1 nicole12 nicole123 \
    nigeria1 nigeria123 nintendo nopassword november october1 olivia123 oluwaseun oluwatobi \
    oooooooo oracle123 orange123 p@ssw0rd p@ssw0rd1 p@ssword p@ssword1 pa55w0rd pa55word \
    pakistan pakistan1 pass1234 pass12345 pass123456 pass@123 pass@1234 passcode1 passpass \
    passphrase passw0rd passw0rd1 passw0rd123 password password! password. password00 \
    password007 password01 password1 password1! password11 password12 password123 password1234 \
    password12345 password123456 password2 password2020 password2021 password2022 password2023 \
    password2024 password2025 password2026 password21 password69 password77 password99 \
    password@1 password@123 passwords passwort passwort1 patricia patrick1 patrick123 peaches1 \
    peanut123 pineapple playboy1 playstation poiuytre poiuytrewq pokemon1 pokemon123 postgres \
    postgres1 power123 precious precious1 prince123 princess princess1 princess12 princess123 \
    pumpkin1 qaz123456 qazqazqaz qazwsx12 qazwsx123 qazwsxedc qazxswedc qqqqqqqq queen123 \
    qwe12345 qwe123456 qwe123qwe qweasd123 qweasdzxc qweqweqwe qwer1234 qwer12345 qwerasdf \
    qwerqwer qwert123 qwert1234 qwert12345 qwert123456 qwerty!@ qwerty00 qwerty11 qwerty12 \
    qwerty123 qwerty1234 qwerty12345 qwerty123456 qwerty1234567 qwerty21 qwerty777 qwerty99 \
    qwerty@123 qwertyqwerty qwertyui qwertyuio qwertyuiop qwertyuiop1 qwertyuiop123 qwertzui \
    qwertzuiop rainbow1 rainbow123 rangers1 raspberry raspberry1 realmadrid rebecca1 remember \
    richard1 robert123 rockstar rockstar1 root1234 rootroot samantha samantha1 sample123 \
    samsung1 samsung123 santiago scooby123 scorpion sebastian secret!1 secret12 secret123 \
    secret1234 september server123 service1 shadow12 shadow123 sister123 skywalker slipknot \
    snickers snoopy123 snowball soccer12 soccer123 softball spiderman spiderman1 spongebob \
    ssssssss starlight starwars starwars1 steelers steelers1 stephanie stephanie1 strawberry \
    summer123 sunflower sunflower1 sunshine sunshine1 sunshine123 superman superman1 superman123 \
    superstar superuser support1 support123 sweetheart sweetie1 sweetlove sweetness sweetpea \
    sydney123 sylvester sysadmin system123 temp1234 temporary temppass terminator test1234 \
    test12345 test123456 test@123 testing1 testing123 testtest thepassword thomas123 thunder1 \
    tiger123 tigger123 tinkerbell toor1234 truelove truelove1 trustno1 trustno1! twilight \
    twitter1 ubuntu123 unicorn1 user1234 user12345 user@123 username username1 userpass1 \
    valentina valentine vanessa1 veronica victoria victoria1 vincent1 virginia volleyball \
    watermelon webmaster welcome1 welcome12 welcome123 welcome1234 welcome@1 welcome@123 \
    whatever whatever1 william1 william123 windows1 windows10 windows123 winston1 winter123 \
    wolverine wonderful wsxedcrfv xxxxxxxx yahoo123 yamaha123 yankees1 yourpassword youtube1 \
    yyyyyyyy zaq12wsx zaq1xsw2 zaq1zaq1 zaqwsxcde zxc12345 zxc123456 zxcasdqwe zxcv1234 zxcvasdf \
    zxcvbnm1 zxcvbnm12 zxcvbnm123 zxcvbnma zxcvbnmm zxczxczxc zzzzzzzz
    """
}
